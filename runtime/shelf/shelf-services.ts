import { chownSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Daemon } from "../engine/daemon.ts";
import { type DataFolder, gateFolderOf, gateServiceOf, machine } from "../engine/data-folder.ts";
import type { Installation } from "../engine/installation.ts";
import { gatewayPorts } from "../engine/networks.ts";
import { runCommand } from "../engine/run-command.ts";
import { hashFolder } from "../engine/source-hash.ts";
import { renderGateSettings } from "./gate-settings.ts";
import { readPackageHosts, resolveHosts } from "./package-hosts.ts";
import { renderRegistrySettings } from "./registry-settings.ts";

/**
 * What listens on the gateways beside Incus' own resolver: the package gate, the mirror of the shelf with the stand-in for
 * Docker Hub, and the registry for pushes. Writes their settings; they are part of each daemon's version, so that changed ones take effect.
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
  const gate = await prepareGate(data, installation);
  const daemons = [
    daemon("gate", "squid", ["-N", "-n", gateServiceOf(data.copyId), "-f", gate.file], gate.settings),
  ];
  const { none, open } = networks;
  const { gateway } = networks.packages;
  const registry = (name: string, port: number, folder: string, readOnly: boolean): Daemon => {
    mkdirSync(folder, { recursive: true });
    const file = join(data.runFolder, `${name}.yml`);
    const settings = renderRegistrySettings({ address: gateway, port, folder, readOnly });
    writeFileSync(file, settings);
    return daemon(name, "docker-registry", ["serve", file], settings);
  };
  const source = join(data.repository, "runtime/shelf");
  const addresses = [gateway, none.gateway, open.gateway];
  const listening = JSON.stringify({
    shelf: { host: gateway, port: gatewayPorts.shelf },
    folder: machine.shelf,
    mirror: { port: gatewayPorts.mirror, addresses },
    hub: { port: gatewayPorts.hub, addresses: installation.lowPorts ? [gateway, none.gateway] : [] },
  });
  daemons.push(
    registry("shelf", gatewayPorts.shelf, machine.shelf, true),
    daemon("mirror", process.execPath, [join(source, "main.ts"), listening], hashFolder(source)),
    registry("push", gatewayPorts.push, join(data.path, "pushed"), false),
  );
  for (const [egress, network] of Object.entries({ none, open })) {
    const listen = `TCP-LISTEN:${gatewayPorts.push},bind=${network.gateway},fork,reuseaddr,max-children=64`;
    daemons.push(daemon(`push-${egress}`, "socat", [listen, `TCP:${gateway}:${gatewayPorts.push}`]));
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
  installation: Installation,
): Promise<{ file: string; settings: string }> {
  const folder = gateFolderOf(data.copyId);
  const cache = join(folder, "cache");
  mkdirSync(cache, { recursive: true });
  const user = await gateUser([folder, cache]);
  const hosts = await readPackageHosts();
  const settings = renderGateSettings({
    address: installation.networks.packages.gateway,
    port: gatewayPorts.gate,
    ...(installation.lowPorts ? { webPort: gatewayPorts.web } : {}),
    hosts,
    mirrorAddresses: await resolveHosts(hosts),
    folder,
    cacheMegabytes: 4096,
    ...(user ? { user } : {}),
  });
  const file = join(folder, "squid.conf");
  writeFileSync(file, settings);
  if (!existsSync(join(cache, "00")))
    await runCommand("squid", ["-N", "-z", "-n", gateServiceOf(data.copyId), "-f", file]);
  return { file, settings };
}
