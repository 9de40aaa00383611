import { networkInterfaces } from "node:os";
import { z } from "zod";
import { AppError } from "../common/app-error.ts";
import type { IncusAdmin } from "../incus/incus-admin.ts";
import type { Installation, SandboxNetwork } from "./installation.ts";
import { resolverSettings } from "./resolver.ts";
import { runCommand } from "./run-command.ts";
import { chooseSubnets, PUBLIC_RANGES } from "./subnets.ts";

/** Where things of ours listen on the gateways. Sandboxes reach all but the shelf itself, which the mirror stands before. */
export const gatewayPorts = {
  resolver: 53,
  web: 80,
  hub: 443,
  gate: 3128,
  mirror: 5000,
  push: 5001,
  shelf: 5002,
} as const;

const EGRESSES = ["packages", "none", "open"] as const;
const PREFIX = 20;
type Rule = Record<string, string>;

export const bridgeOf = (copyId: string, egress: (typeof EGRESSES)[number]) => `sw${copyId}${egress[0]}`;

/** What a sandbox may reach: allow rules only, as all else is refused by default. */
export function planRules(
  egress: (typeof EGRESSES)[number],
  gateway: string,
  hostAddresses: string[],
): { egress: Rule[]; ingress: Rule[] } {
  const allow = (protocol: string, ports: string): Rule => ({
    action: "allow",
    state: "enabled",
    destination: `${gateway}/32`,
    protocol,
    destination_port: ports,
  });
  const { resolver, web, hub, gate, mirror, push } = gatewayPorts;
  const ports = {
    packages: [resolver, web, hub, gate, mirror, push],
    none: [resolver, hub, mirror, push],
    open: [resolver, mirror, push],
  }[egress];
  const rules = [allow("tcp", ports.join(",")), allow("udp", String(resolver))];
  if (egress === "open") {
    rules.push({ action: "allow", state: "enabled", destination: PUBLIC_RANGES.join(",") });
    for (const address of hostAddresses)
      rules.push({ action: "reject", state: "enabled", destination: `${address}/32` });
  }
  return { egress: rules, ingress: [{ action: "allow", state: "enabled", source: `${gateway}/32` }] };
}

const Network = z.object({ config: z.record(z.string(), z.string()) });

async function takenSubnets(): Promise<string[]> {
  const routes = await runCommand("ip", ["-4", "route", "show", "table", "all"]);
  return routes
    .split("\n")
    .flatMap((line) => /^(?:local |broadcast )?(\d+\.\d+\.\d+\.\d+(?:\/\d+)?)/.exec(line)?.[1] ?? []);
}

/**
 * Makes this copy's three bridges, each with a subnet that nobody on this machine uses; keeps those that exist. Names of
 * package hosts lead to the gate with egress `packages`, and those of the hub to its stand-in but with egress `open`.
 */
export async function ensureNetworks(
  incus: IncusAdmin,
  copyId: string,
  hosts: { packages: string[]; hub: string[] },
): Promise<Installation["networks"]> {
  const free = chooseSubnets(await takenSubnets(), EGRESSES.length, PREFIX);
  const standIns = { packages: [...hosts.packages, ...hosts.hub], none: hosts.hub, open: [] };
  const made: Partial<Record<(typeof EGRESSES)[number], SandboxNetwork>> = {};
  for (const egress of EGRESSES) {
    const bridge = bridgeOf(copyId, egress);
    const found = Network.safeParse(await incus.find(`/1.0/networks/${bridge}`));
    const chosen = found.success ? found.data.config["ipv4.address"] : free.shift();
    if (!chosen) throw noSubnetLeft();
    const cidr = chosen.includes("/") ? chosen : `${chosen}/${PREFIX}`;
    const gateway = cidr.split("/")[0] ?? "";
    await ensureAcl(incus, bridge, planRules(egress, gateway, ownAddresses()));
    const config = {
      "ipv4.address": cidr,
      "ipv4.dhcp": "false",
      "ipv4.nat": egress === "open" ? "true" : "false",
      "ipv4.routing": egress === "open" ? "true" : "false",
      "ipv6.address": "none",
      "dns.mode": "managed",
      "raw.dnsmasq": resolverSettings(gateway, egress === "open", standIns[egress]),
      "security.acls": bridge,
      "security.acls.default.egress.action": "reject",
      "security.acls.default.ingress.action": "reject",
      "user.slipway.copy": copyId,
    };
    const description = `Slipway ${copyId} ${egress}`;
    if (!found.success)
      await incus.call("POST", "/1.0/networks", { name: bridge, type: "bridge", description, config });
    else if (Object.entries(config).some(([key, value]) => found.data.config[key] !== value))
      await incus.call("PATCH", `/1.0/networks/${bridge}`, { config });
    made[egress] = { bridge, gateway, prefix: PREFIX };
  }
  return made as Installation["networks"];
}

const noSubnetLeft = () =>
  new AppError("setup.failed", {
    userMessage: "No subnet of 198.18.0.0/15 is left for this copy's bridges: ten copies have theirs there.",
    nextStep: "Run npm run purge in copies of Slipway that you no longer use, then start again.",
  });

function ownAddresses(): string[] {
  return Object.entries(networkInterfaces())
    .filter(([name]) => !name.startsWith("sw") && name !== "lo")
    .flatMap(([, list]) =>
      (list ?? []).filter((entry) => entry.family === "IPv4").map((entry) => entry.address),
    );
}

async function ensureAcl(
  incus: IncusAdmin,
  name: string,
  rules: { egress: Rule[]; ingress: Rule[] },
): Promise<void> {
  const path = `/1.0/network-acls/${name}`;
  if (await incus.find(path)) await incus.call("PUT", path, { description: "Slipway", ...rules });
  else await incus.call("POST", "/1.0/network-acls", { name, description: "Slipway", ...rules });
}
