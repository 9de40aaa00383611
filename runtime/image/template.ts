import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../common/app-error.ts";
import { machine } from "../engine/data-folder.ts";
import { runCommand } from "../engine/run-command.ts";
import type { IncusAdmin } from "../incus/incus-admin.ts";
import { instanceOptions } from "../incus/instance-options.ts";

const project = machine.sharedProject;

/** Runs a command in an instance of the shared project. */
export type RunInside = (
  command: string[],
  input?: string | NodeJS.ReadableStream,
  outputFile?: string,
) => Promise<string>;

export interface InstanceRequest {
  incus: IncusAdmin;
  /** Alias of the sandbox image. */
  image: string;
  cgroupVersion: 1 | 2;
  network?: { bridge: string; address: string; gateway: string };
  /** Work on from this template instead of an empty sandbox. */
  from?: string;
}

export interface TemplateRequest extends InstanceRequest {
  /** What the template holds beyond the image; part of its name. */
  contents: string;
  /** Loads the inner images; the engine answers when it is called. */
  fill: (inside: RunInside) => Promise<void>;
}

/** What must differ between engines: else all have the same ID and swarm confuses them. Settings of a network go as well. */
const FORGET = `rm -rf /var/lib/docker/engine-id /var/lib/docker/network/files /var/lib/docker/runtimes /var/lib/docker/swarm \
/etc/docker/daemon.json /root/.docker /etc/profile.d/slipway-proxy.sh /etc/apt/apt.conf.d/90slipway \
/var/log/docker.log /root/.bash_history /etc/hosts /tmp/* ; : > /etc/machine-id; mkdir -p /root/.docker; sync`;

export function templateName(image: string, contents: string): string {
  return `template-${createHash("sha256").update(`${image}\n${contents}`).digest("hex").slice(0, 12)}`;
}

/** Makes a template unless it stands. Resolves with its name; its snapshot `ready` is what sandboxes are cloned from. */
export async function ensureTemplate(request: TemplateRequest): Promise<string> {
  const { incus, network } = request;
  const name = templateName(request.image, request.contents);
  const path = `/1.0/instances/${name}`;
  if (await incus.find(`${path}/snapshots/ready?project=${project}`)) return name;
  try {
    const inside = await startInstance(request, name);
    await request.fill(inside);
    await inside(["systemctl", "stop", "docker"]);
    await inside(["sh", "-c", FORGET]);
    await incus.call("PUT", `${path}/state?project=${project}`, { action: "stop", force: true });
    if (network)
      await incus.call("PATCH", `${path}?project=${project}`, { devices: { eth0: { type: "none" } } });
    await incus.call("POST", `${path}/snapshots?project=${project}`, { name: "ready", stateful: false });
  } catch (error) {
    await removeInstance(incus, name).catch(() => undefined);
    throw error;
  }
  return name;
}

/** Runs the work in an instance of a moment, of which nothing is left. */
export async function withInstance(
  request: InstanceRequest,
  name: string,
  work: (inside: RunInside) => Promise<void>,
): Promise<void> {
  try {
    await work(await startInstance(request, name));
  } finally {
    await removeInstance(request.incus, name);
  }
}

/** Makes it anew, starts it, and resolves when its engine answers. */
async function startInstance(request: InstanceRequest, name: string): Promise<RunInside> {
  const { incus, network } = request;
  await removeInstance(incus, name);
  await incus.call("POST", `/1.0/instances?project=${project}`, {
    name,
    type: "container",
    profiles: [],
    source: request.from
      ? { type: "copy", source: `${request.from}/ready`, project }
      : { type: "image", alias: request.image },
    config: instanceOptions({
      cgroupVersion: request.cgroupVersion,
      limits: { memoryBytes: 2 * 2 ** 30, cpuCores: 2, processes: 2000, diskBytes: 0 },
      ...(network ? { network } : {}),
      labels: { template: name },
    }),
    devices: {
      root: { type: "disk", path: "/", pool: machine.storagePool },
      ...(network ? { eth0: { type: "nic", network: network.bridge, name: "eth0" } } : {}),
    },
  });
  await incus.call("PUT", `/1.0/instances/${name}/state?project=${project}`, { action: "start" });
  const inside: RunInside = (command, input, outputFile) =>
    runCommand("incus", ["exec", "-T", "--project", project, name, "--env", "HOME=/root", "--", ...command], {
      environment: { INCUS_SOCKET: incus.socket, INCUS_CONF: machine.incusClient },
      ...(input === undefined ? {} : { input }),
      ...(outputFile === undefined ? {} : { outputFile }),
    });
  await waitForEngine(inside);
  return inside;
}

async function waitForEngine(inside: RunInside): Promise<void> {
  for (let attempt = 0; attempt < 120; attempt++) {
    if (
      await inside(["docker", "info"]).then(
        () => true,
        () => false,
      )
    )
      return;
    await sleep(500);
  }
  const log = await inside(["tail", "-n", "20", "/var/log/docker.log"]).catch(() => "no log");
  throw new AppError("setup.failed", {
    message: `the inner engine did not start: ${log}`,
    userMessage: `The Docker Engine in the template did not start: ${log}`,
  });
}

export async function removeInstance(
  incus: IncusAdmin,
  name: string,
  inProject: string = project,
): Promise<void> {
  const path = `/1.0/instances/${name}`;
  if (!(await incus.find(`${path}?project=${inProject}`))) return;
  await incus
    .call("PUT", `${path}/state?project=${inProject}`, { action: "stop", force: true })
    .catch(() => undefined);
  await incus.call("DELETE", `${path}?project=${inProject}`);
}
