import { chownSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Daemon } from "../engine/daemon.ts";
import { type DataFolder, gateFolderOf, machine } from "../engine/data-folder.ts";
import type { Installation, SandboxNetwork } from "../engine/installation.ts";
import { gatewayPorts } from "../engine/networks.ts";
import { runCommand } from "../engine/run-command.ts";
import { renderGateSettings } from "./gate-settings.ts";
import { readPackageHosts, resolveHosts } from "./package-hosts.ts";
import { renderRegistrySettings } from "./registry-settings.ts";

/**
 * What listens on the gateways beside Incus' own resolver: the package gate, the mirror of the shelf and the registry for
 * pushes. Writes their settings; they are part of each daemon's version, so that changed ones take effect.
 */
export async function prepareShelfServices(data: DataFolder, installation: Installation): Promise<Daemon[]> {
  const { networks } = installation;
  const daemon = (name: string, command: string, args: string[], version = ""): Daemon => ({
    name,
    command,
    args,
    pidFile: join(data.runFolder, `${name}.pid`),
    logFile: join(data.logs, `${name}.log`),
    version,
  });
  const gate = await prepareGate(data, networks.packages);
  const daemons = [daemon("gate", "squid", ["-N", "-f", gate.file], gate.settings)];
  const registries = [
    { name: "mirror", port: gatewayPorts.mirror, folder: machine.shelf, readOnly: true },
    { name: "push", port: gatewayPorts.push, folder: join(data.path, "pushed"), readOnly: false },
  ];
  for (const registry of registries) {
    mkdirSync(registry.folder, { recursive: true });
    const file = join(data.runFolder, `${registry.name}.yml`);
    const settings = renderRegistrySettings({ ...registry, address: networks.packages.gateway });
    writeFileSync(file, settings);
    daemons.push(daemon(registry.name, "docker-registry", ["serve", file], settings));
    for (const egress of ["none", "open"] as const) {
      const listen = `TCP-LISTEN:${registry.port},bind=${networks[egress].gateway},fork,reuseaddr,max-children=64`;
      const target = `TCP:${networks.packages.gateway}:${registry.port}`;
      daemons.push(daemon(`${registry.name}-${egress}`, "socat", [listen, target]));
    }
  }
  return daemons;
}

/** squid gives up root for a user of its own; started by anybody else it runs as they are. */
async function gateUser(folders: string[]): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const ask = (flag: string, user: string) => runCommand("id", [flag, user]);
  const user = await ask("-u", "proxy").then(
    () => "proxy",
    () => "nobody",
  );
  const [uid, gid] = (await Promise.all(["-u", "-g"].map((flag) => ask(flag, user)))).map(Number);
  for (const path of folders) chownSync(path, uid ?? 65_534, gid ?? 65_534);
  return user;
}

async function prepareGate(
  data: DataFolder,
  network: SandboxNetwork,
): Promise<{ file: string; settings: string }> {
  const folder = gateFolderOf(data.copyId);
  const cache = join(folder, "cache");
  mkdirSync(cache, { recursive: true });
  const user = await gateUser([folder, cache]);
  const hosts = await readPackageHosts();
  const settings = renderGateSettings({
    address: network.gateway,
    port: gatewayPorts.gate,
    hosts,
    mirrorAddresses: await resolveHosts(hosts),
    folder,
    cacheMegabytes: 4096,
    ...(user ? { user } : {}),
  });
  const file = join(folder, "squid.conf");
  writeFileSync(file, settings);
  if (!existsSync(join(cache, "00"))) await runCommand("squid", ["-N", "-z", "-f", file]);
  return { file, settings };
}
