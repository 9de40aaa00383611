import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Daemon, runningPid, startDaemon } from "../engine/daemon.ts";
import { type DataFolder, machine } from "../engine/data-folder.ts";
import type { Installation, SandboxNetwork } from "../engine/installation.ts";
import { gatewayPorts } from "../engine/networks.ts";
import { runCommand } from "../engine/run-command.ts";
import { renderGateSettings } from "./gate-settings.ts";
import { readPackageHosts, resolveHosts } from "./package-hosts.ts";
import { renderRegistrySettings } from "./registry-settings.ts";

const gateFolder = (data: DataFolder) => join(machine.root, "gate", data.copyId);

/** Starts what listens on the gateways: resolvers, the package gate, the mirror of the shelf and the registry for pushes. */
export async function startShelfServices(data: DataFolder, installation: Installation): Promise<void> {
  const { networks } = installation;
  const daemon = (name: string, command: string, args: string[]): Daemon => ({
    name,
    command,
    args,
    pidFile: join(data.runFolder, `${name}.pid`),
    logFile: join(data.logs, `${name}.log`),
  });
  for (const [egress, network] of Object.entries(networks)) {
    startDaemon(daemon(`resolver-${egress}`, "dnsmasq", resolverArguments(network, egress === "open")));
  }
  await startGate(
    data,
    networks.packages,
    daemon("gate", "squid", ["-N", "-f", join(gateFolder(data), "squid.conf")]),
  );
  const registries = [
    { name: "mirror", port: gatewayPorts.mirror, folder: machine.shelf, readOnly: true },
    { name: "push", port: gatewayPorts.push, folder: join(data.path, "pushed"), readOnly: false },
  ];
  for (const registry of registries) {
    mkdirSync(registry.folder, { recursive: true });
    const settings = join(data.runFolder, `${registry.name}.yml`);
    writeFileSync(settings, renderRegistrySettings({ ...registry, address: networks.packages.gateway }));
    startDaemon(daemon(registry.name, "docker-registry", ["serve", settings]));
    for (const egress of ["none", "open"] as const) {
      const listen = `TCP-LISTEN:${registry.port},bind=${networks[egress].gateway},fork,reuseaddr,max-children=64`;
      const target = `TCP:${networks.packages.gateway}:${registry.port}`;
      startDaemon(daemon(`${registry.name}-${egress}`, "socat", [listen, target]));
    }
  }
}

/** A resolver that says NXDOMAIN at once for all but the shelf; with egress `open` it forwards. */
function resolverArguments(network: SandboxNetwork, forwards: boolean): string[] {
  return [
    "--conf-file=/dev/null",
    "--keep-in-foreground",
    "--bind-interfaces",
    `--listen-address=${network.gateway}`,
    "--except-interface=lo",
    "--no-hosts",
    "--pid-file=",
    "--user=nobody",
    "--group=nogroup",
    `--host-record=registry,${network.gateway}`,
    ...(forwards ? ["--stop-dns-rebind"] : ["--no-resolv", "--local=/#/"]),
  ];
}

async function startGate(data: DataFolder, network: SandboxNetwork, gate: Daemon): Promise<void> {
  if (runningPid(gate.pidFile) !== undefined) return;
  const folder = gateFolder(data);
  mkdirSync(join(folder, "cache"), { recursive: true });
  const user =
    existsSync("/etc/passwd") && /^proxy:/m.test(readFileSync("/etc/passwd", "utf8")) ? "proxy" : "nobody";
  const [uid, gid] = (await Promise.all(["-u", "-g"].map((flag) => runCommand("id", [flag, user])))).map(
    Number,
  );
  for (const path of [folder, join(folder, "cache")]) chownSync(path, uid ?? 65_534, gid ?? 65_534);
  const hosts = await readPackageHosts();
  const settings = {
    address: network.gateway,
    port: gatewayPorts.gate,
    hosts,
    folder,
    cacheMegabytes: 4096,
    user,
  };
  const mirrorAddresses = await resolveHosts(hosts);
  writeFileSync(join(folder, "squid.conf"), renderGateSettings({ ...settings, mirrorAddresses }));
  if (!existsSync(join(folder, "cache", "00"))) {
    await runCommand("squid", ["-N", "-z", "-f", join(folder, "squid.conf")]);
  }
  startDaemon(gate);
}
