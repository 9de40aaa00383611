import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { AppError } from "../common/app-error.ts";
import type { Installation } from "../engine/installation.ts";
import { type NodeName, type SandboxId, SessionId } from "../protocol/index.ts";
import { choosePrivateSubnet, nodeAddress } from "./address-plan.ts";
import { openExec } from "./exec.ts";
import type { IncusClient } from "./incus-client.ts";
import { isAlreadySo, isGone } from "./incus-failure.ts";
import { type Instance, Network } from "./incus-schemas.ts";
import { instanceName, PRIVATE_ADDRESS, parseInstance } from "./sandbox-labels.ts";
import { despiteVanished } from "./vanished-interface.ts";

const COPY = "user.slipway.copy";
const SESSION = "user.slipway.session";
const EXISTS = /already (exists|in use)|already defined/i;

/** At most 15 characters: the name of a network interface. */
export const networkName = (copyId: string, sessionId: SessionId): string =>
  `swn${createHash("sha256").update(`${copyId} ${sessionId}`).digest("hex").slice(0, 12)}`;

/**
 * Nothing may be reached over a private network but its own nodes. The host answers to its addresses on any interface,
 * so all is rejected but what goes from node to node, which a host with br_netfilter filters too.
 */
const aclBody = (copyId: string, subnet: string) => {
  const rule = (end: "source" | "destination") => ({
    action: "allow",
    state: "enabled",
    [end]: `${subnet}/24`,
  });
  return {
    name: `swp-${copyId}`,
    config: { [COPY]: copyId },
    egress: [rule("destination")],
    ingress: [rule("source")],
  };
};

/** A node's own name is its private address alone: `hostname -i`, which swarms are begun with, has to say one address. */
const SET_UP = `
for i in 1 2 3 4 5 6 7 8 9 10; do [ -e /sys/class/net/eth1 ] && break; sleep 0.05; done
ip addr replace "$ADDRESS" dev eth1 && ip link set eth1 up || exit 1
rest=$(sed -e '/^# slipway nodes$/,/^# end of slipway nodes$/d' -e 's/^127\\.0\\.1\\.1[[:space:]]/#&/' /etc/hosts)
[ -z "$NAMES" ] || printf '%s\\n# slipway nodes\\n%s\\n# end of slipway nodes\\n' "$rest" "$NAMES" > /etc/hosts
`;

/** Gives a running sandbox its private address and, unless empty, the names of all nodes. Idempotent. */
export async function configurePrivateAddress(
  client: IncusClient,
  instance: string,
  address: string,
  names: string,
): Promise<void> {
  const exec = await openExec(client, instance, {
    command: ["sh", "-c", SET_UP],
    environment: { ADDRESS: address, NAMES: names },
  });
  exec.data.resume();
  exec.data.end();
  const [status, errors] = await Promise.all([exec.exited, exec.stderr ? text(exec.stderr) : ""]);
  if (status !== 0) {
    throw new AppError("sandbox.failed", { message: `private address of ${instance}: ${errors.trim()}` });
  }
}

/** Makes the session's bridge if absent. The host has no address on it. */
async function makeNetwork(
  client: IncusClient,
  copyId: string,
  sessionId: SessionId,
  subnet: string,
): Promise<string> {
  const ifAbsent = (error: unknown) => {
    if (!isAlreadySo(error, EXISTS)) throw error;
  };
  const name = networkName(copyId, sessionId);
  const acl = aclBody(copyId, subnet);
  await client.run("POST", "/network-acls", { body: acl }).catch(ifAbsent);
  const config = {
    "ipv4.address": "none",
    "ipv6.address": "none",
    "ipv4.dhcp": "false",
    "dns.mode": "none",
    "security.acls": acl.name,
    "security.acls.default.egress.action": "reject",
    "security.acls.default.ingress.action": "reject",
    [COPY]: copyId,
    [SESSION]: sessionId,
  };
  const body = { name, type: "bridge", config };
  await despiteVanished(() => client.run("POST", "/networks", { body })).catch(ifAbsent);
  return name;
}

const privateSubnet = (installation: Installation) =>
  choosePrivateSubnet(Object.values(installation.networks));

/** Where a node is on its session's private network: `connectNodes` puts it there. */
export const privateAddress = (installation: Installation, node: NodeName): string =>
  nodeAddress(privateSubnet(installation), node).address;

export async function connectNodes(
  client: IncusClient,
  installation: Installation,
  sessionId: SessionId,
  nodes: { node: NodeName; sandboxId: SandboxId }[],
): Promise<void> {
  const subnet = privateSubnet(installation);
  const network = await makeNetwork(client, installation.copyId, sessionId, subnet);
  const names = nodes.map(({ node }) => `${nodeAddress(subnet, node).address}\t${node}`).join("\n");
  await Promise.all(
    nodes.map(async ({ node, sandboxId }) => {
      const name = instanceName(sandboxId);
      const { cidr } = nodeAddress(subnet, node);
      const Devices = z.object({ devices: z.record(z.string(), z.record(z.string(), z.string())) });
      const { devices } = await client.call("GET", `/instances/${name}`, Devices);
      // Changing a device of a running instance plugs it anew, which loses its address: only where it is absent.
      if (devices.eth1?.network !== network) {
        const eth1 = { type: "nic", network, name: "eth1" };
        await client.run("PATCH", `/instances/${name}`, {
          body: { devices: { eth1 }, config: { [PRIVATE_ADDRESS]: cidr } },
        });
      }
      await configurePrivateAddress(client, name, cidr, names);
    }),
  );
}

/** Lines of /etc/hosts for the nodes on the same private network as this one, itself among them. */
export function namesOnNetwork(all: Instance[], own: Instance): string {
  return all
    .filter(({ devices }) => devices.eth1?.network && devices.eth1.network === own.devices.eth1?.network)
    .flatMap((instance) => {
      const address = instance.config[PRIVATE_ADDRESS]?.split("/")[0];
      const node = parseInstance(instance)?.labels.node;
      return address && node ? [`${address}\t${node}`] : [];
    })
    .toSorted()
    .join("\n");
}

export async function removeNetwork(
  client: IncusClient,
  copyId: string,
  sessionId: SessionId,
): Promise<void> {
  const path = `/networks/${networkName(copyId, sessionId)}`;
  await despiteVanished(() => client.run("DELETE", path)).catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

export async function listNetworks(client: IncusClient, copyId: string): Promise<SessionId[]> {
  const networks = await client.call("GET", "/networks", z.array(Network), { query: { recursion: "1" } });
  return networks.flatMap(({ config }) => {
    const session = SessionId.safeParse(config[SESSION]);
    return config[COPY] === copyId && session.success ? [session.data] : [];
  });
}
