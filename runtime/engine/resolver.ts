import { Resolver } from "node:dns/promises";
import { z } from "zod";
import { createIncusAdmin } from "../incus/incus-admin.ts";
import type { SandboxNetwork } from "./installation.ts";
import type { SupervisedPart } from "./supervisor.ts";

const Network = z.object({ config: z.record(z.string(), z.string()) });

/** Only a comment of this text differs: Incus starts a bridge's dnsmasq anew when its settings change. */
const MARK = "# started again";

/**
 * Settings of the dnsmasq that Incus runs for a bridge: it says NXDOMAIN at once for all but the shelf, and forwards with
 * egress `open` only. Some hosts, and what is below them, are answered with the gateway, where the package gate or the hub's
 * stand-in answers for them. Incus binds port 53 for us, which needs root, and without DHCP it knows no names of neighbours.
 */
export function resolverSettings(gateway: string, forwards: boolean, standIns: string[] = []): string {
  const rules = forwards ? ["stop-dns-rebind"] : ["no-resolv", "local=/#/"];
  const led = standIns.map((host) => `address=/${host.replace(/^\./, "")}/${gateway}`);
  return ["no-hosts", `host-record=registry,${gateway}`, ...led, ...rules].join("\n");
}

/** Asks the resolver for the one name that it always knows. */
async function resolverAnswers(gateway: string): Promise<boolean> {
  const resolver = new Resolver({ timeout: 1000, tries: 2 });
  resolver.setServers([gateway]);
  return resolver.resolve4("registry").then(
    ([address]) => address === gateway,
    () => false,
  );
}

export function supervisedResolver(socket: string, network: SandboxNetwork): SupervisedPart {
  const path = `/1.0/networks/${network.bridge}`;
  return {
    name: `resolver of ${network.bridge}`,
    isRunning: () => resolverAnswers(network.gateway),
    async start() {
      const incus = createIncusAdmin({ socket });
      try {
        const { config } = Network.parse(await incus.call("GET", path));
        const settings = config["raw.dnsmasq"] ?? "";
        const changed = settings.endsWith(MARK)
          ? settings.slice(0, -MARK.length).trimEnd()
          : `${settings}\n${MARK}`;
        await incus.call("PATCH", path, { config: { "raw.dnsmasq": changed } });
      } finally {
        await incus.dispose();
      }
    },
  };
}
