import { z } from "zod";
import { AppError } from "../common/app-error.ts";
import type { Installation } from "../engine/installation.ts";
import { Egress, NodeName, type SandboxId } from "../protocol/index.ts";
import type { SandboxLabels, TemplateRecord } from "../sandboxes/sandbox-driver.ts";
import { isTemplateName } from "../sandboxes/saved-names.ts";
import type { IncusClient } from "./incus-client.ts";
import { isGone } from "./incus-failure.ts";
import { Instance, WholeInstance } from "./incus-schemas.ts";
import { instanceName, KIND, marksOf, parseInstance } from "./sandbox-labels.ts";
import { flushDisk } from "./snapshots.ts";

const Marks = z.object({
  kind: z.literal("template"),
  created: z.coerce.number(),
  node: NodeName,
  egress: Egress,
  template: z.string(),
  gateway: z.string(),
});

/** A template is made under this name, so that what has its own name is whole. */
const unfinishedName = (name: string) => `new-${name}`;
const isUnfinished = (name: string) => name.startsWith("new-") && isTemplateName(name.slice("new-".length));

/** Two engines, or two machines, may not be taken for one. Each is made anew when the clone starts. */
const IDENTITY = ["/var/lib/docker/engine-id", "/etc/machine-id"];

/** Written by the sandbox's init for its network where they are absent. */
export const NETWORK_SETTINGS = [
  "/etc/docker/daemon.json",
  "/root/.docker/config.json",
  "/etc/apt/apt.conf.d/90slipway",
  "/etc/profile.d/slipway-proxy.sh",
];

const unlessGone = (error: unknown) => {
  if (!isGone(error)) throw error;
};

/** The template an instance is, by its marks; undefined when it is none, or is not whole. */
export function parseTemplate(instance: Instance): (TemplateRecord & { gateway: string }) | undefined {
  const parsed = Marks.safeParse(marksOf(instance));
  if (!parsed.success || !isTemplateName(instance.name)) return undefined;
  const { created, node, egress, template, gateway } = parsed.data;
  return { name: instance.name, createdAtMs: created, node, egress, from: template, gateway };
}

/**
 * What a template keeps of the settings it was copied with: nothing that a clone does not set for itself, and nothing that ties
 * it to the address or the owner of its source.
 */
export function templateConfig(
  copied: Record<string, string>,
  marks: Record<string, string>,
): Record<string, string> {
  const kept = Object.entries(copied).filter(([key]) => /^(volatile|security|image|raw)\./.test(key));
  return { ...Object.fromEntries(kept), ...marks };
}

/** Removes files from a stopped instance; those that are absent are passed over. */
export async function removeFiles(client: IncusClient, instance: string, paths: string[]): Promise<void> {
  for (const path of paths) {
    await client.run("DELETE", `/instances/${instance}/files`, { query: { path } }).catch(unlessGone);
  }
}

export const deleteTemplate = (client: IncusClient, name: string): Promise<void> =>
  client.run("DELETE", `/instances/${name}`).catch(unlessGone);

/** Throws template.not-found. */
export async function readTemplate(client: IncusClient, name: string): Promise<{ gateway: string }> {
  const instance = await client.call("GET", `/instances/${name}`, Instance).catch(unlessGone);
  const template = instance && parseTemplate(instance);
  if (!template) throw new AppError("template.not-found", { message: `no template ${name}` });
  return template;
}

export async function listTemplates(client: IncusClient): Promise<TemplateRecord[]> {
  const all = await client.call("GET", "/instances", z.array(Instance), { query: { recursion: "1" } });
  return all
    .flatMap((instance) => parseTemplate(instance) ?? [])
    .map(({ gateway: _gateway, ...template }) => template)
    .toSorted((one, other) => one.createdAtMs - other.createdAtMs);
}

/** Removes what a process that was killed left half made. `making` are the names that this process is at work on. */
async function removeUnfinished(client: IncusClient, making: ReadonlySet<string>): Promise<void> {
  const all = await client.call("GET", "/instances", z.array(Instance), { query: { recursion: "1" } });
  const left = all.filter(({ name }) => isUnfinished(name) && !making.has(name.slice("new-".length)));
  for (const { name } of left) await deleteTemplate(client, name);
}

function templateMarks(labels: SandboxLabels, gateway: string): Record<string, string> {
  const { node, egress, template } = labels;
  const marks = { created: String(Date.now()), node, egress, template, gateway };
  return Object.fromEntries(Object.entries(marks).map(([key, value]) => [`user.slipway.${key}`, value]));
}

/** Makes own templates; one maker a driver, as it remembers what is on its way. */
export function createTemplateMaker(options: {
  client: () => IncusClient;
  installation: () => Installation;
}) {
  const making = new Set<string>();

  const make = async (sandboxId: SandboxId, name: string, snapshotName: string | undefined) => {
    const client = options.client();
    const source = await client.call("GET", `/instances/${instanceName(sandboxId)}`, Instance);
    const record = parseInstance(source);
    if (!record) throw new AppError("sandbox.not-found", { message: `${sandboxId} is no sandbox` });
    await removeUnfinished(client, new Set([...making].filter((other) => other !== name)));
    if (snapshotName === undefined) await flushDisk(client, sandboxId, source.status);

    const { storagePool, project, networks } = options.installation();
    const unfinished = unfinishedName(name);
    const path = `/instances/${unfinished}`;
    const root = { type: "disk", path: "/", pool: storagePool };
    // Incus adds the devices of the source that are not named: none may hold its address or its network.
    const none = Object.keys(source.devices).map((device) => [device, { type: "none" }]);
    await client.run("POST", "/instances", {
      body: {
        name: unfinished,
        type: "container",
        source: {
          type: "copy",
          source: snapshotName === undefined ? source.name : `${source.name}/${snapshotName}`,
          project,
          instance_only: true,
        },
        profiles: [],
        config: { [KIND]: "unfinished" },
        devices: { ...Object.fromEntries(none), root },
      },
    });
    try {
      const copied = await client.call("GET", path, WholeInstance);
      const { architecture, description, ephemeral, profiles } = copied;
      const marks = {
        ...templateMarks(record.labels, networks[record.labels.egress].gateway),
        [KIND]: "template",
      };
      const config = templateConfig(copied.config, marks);
      await client.run("PUT", path, {
        body: { architecture, description, ephemeral, profiles, config, devices: { root } },
      });
      await removeFiles(client, unfinished, IDENTITY);
      await client.run("POST", `${path}/snapshots`, { body: { name: "ready", stateful: false } });
      await deleteTemplate(client, name);
      await client.run("POST", path, { body: { name } });
    } catch (error) {
      await deleteTemplate(client, unfinished).catch(() => undefined);
      throw error;
    }
  };

  return async (sandboxId: SandboxId, name: string, snapshotName?: string): Promise<void> => {
    if (making.has(name)) {
      throw new AppError("sandbox.failed", { message: `the template ${name} is being made already` });
    }
    making.add(name);
    try {
      await make(sandboxId, name, snapshotName);
    } finally {
      making.delete(name);
    }
  };
}
