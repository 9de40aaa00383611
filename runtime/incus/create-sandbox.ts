import { AppError, isAppError } from "../common/app-error.ts";
import type { Installation } from "../engine/installation.ts";
import type { CreateSandbox, SandboxLabels } from "../sandboxes/sandbox-driver.ts";
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
    source: { type: "copy", source: `${installation.template}/ready`, project: installation.sharedProject },
    profiles: [],
    config: instanceOptions({
      cgroupVersion: installation.cgroupVersion,
      limits: request.limits,
      warm: request.warm,
      network: {
        address: `${address}/${network.prefix}`,
        gateway: network.gateway,
        webGate: installation.webGate,
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

/** Another process of this copy took the same address in the meantime. */
export const isAddressTaken = (error: unknown): boolean =>
  isAppError(error) &&
  /ip address.*already (in use|defined)|already defined on another nic/i.test(error.message);

export const noAddressLeft = (egress: string) =>
  new AppError("pool.full", {
    message: `no address left on the network for egress ${egress}`,
    context: { egress },
  });
