import { AppError, isAppError } from "../common/app-error.ts";
import type { Installation } from "../engine/installation.ts";
import type { SandboxId } from "../protocol/index.ts";
import { runInside } from "../sandboxes/run-inside.ts";
import type { CreateSandbox, ExecOptions, SandboxLabels } from "../sandboxes/sandbox-driver.ts";
import { openExec } from "./exec.ts";
import type { IncusClient } from "./incus-client.ts";
import { cpuAllowance, instanceOptions } from "./instance-options.ts";
import { instanceName, labelsOf } from "./sandbox-labels.ts";

/** The body of Incus' call that makes a sandbox: a copy of the template's snapshot with limits, address and marks of its own. */
export function createBody(
  installation: Installation,
  request: CreateSandbox,
  labels: SandboxLabels,
  address: string,
) {
  const network = installation.networks[request.egress];
  return {
    name: instanceName(request.sandboxId),
    type: "container",
    source: {
      type: "copy",
      source: `${request.template ?? installation.template}/ready`,
      project: request.template === undefined ? installation.sharedProject : installation.project,
    },
    profiles: [],
    config: instanceOptions({
      cgroupVersion: installation.cgroupVersion,
      limits: request.limits,
      warm: request.warm,
      network: {
        address: `${address}/${network.prefix}`,
        gateway: network.gateway,
        webGate: installation.lowPorts,
        hubCertificate: request.egress === "open" ? undefined : installation.hubCertificate,
      },
      hostname: request.node,
      labels: { ...labelsOf(labels, address), cpu: cpuAllowance(request.limits.cpuCores) },
    }),
    devices: {
      root: {
        type: "disk",
        path: "/",
        pool: installation.storagePool,
        size: String(request.limits.diskBytes),
      },
      eth0: {
        type: "nic",
        network: network.bridge,
        name: "eth0",
        "ipv4.address": address,
        "security.port_isolation": "true",
        "security.mac_filtering": "true",
        "security.ipv4_filtering": "true",
      },
    },
  };
}

/** The first lines of /etc/hosts as the sandbox's init writes them, for a disk that was another node's, perhaps on another network. */
const RENAME = `
sed -e '/^# slipway nodes$/,/^# end of slipway nodes$/d' -e "s/^#*127\\.0\\.1\\.1[[:space:]].*/127.0.1.1 $NODE/" \
  -e "s/^[0-9.]* registry # slipway/$GATEWAY registry # slipway/" /etc/hosts > /etc/hosts.new &&
  mv /etc/hosts.new /etc/hosts
`;
const RENAME_TIMEOUT_MS = 5000;

/** Tells a clone of an own template, which runs, its own name. A disk that a learner broke is left as it is. */
export async function renameInside(
  client: IncusClient,
  installation: Installation,
  { sandboxId, node, egress }: CreateSandbox,
): Promise<void> {
  const exec = (id: SandboxId, options: ExecOptions) => openExec(client, instanceName(id), options);
  await runInside({ exec }, sandboxId, RENAME, {
    environment: { NODE: node, GATEWAY: installation.networks[egress].gateway },
    timeoutMs: RENAME_TIMEOUT_MS,
  });
}

/** Another process of this copy took the same address in the meantime. */
export const isAddressTaken = (error: unknown): boolean =>
  isAppError(error) &&
  /ip address.*already (in use|defined)|already defined on another nic/i.test(error.message);

export const noAddressLeft = (egress: string) =>
  new AppError("pool.full", {
    message: `no address left on the network for egress ${egress}`,
    context: { egress },
  });
