import { lookup } from "node:dns/promises";
import { readAptSources } from "../engine/apt-sources.ts";
import { runCommand } from "../engine/run-command.ts";

/** The host of an http(s) address; undefined for anything else. */
export function hostOf(address: string): string | undefined {
  const match = /^https?:\/\/(?:[^/@\s]*@)?([A-Za-z0-9.-]+)/.exec(address.trim());
  return match?.[1]?.toLowerCase();
}

export function choosePackageHosts(addresses: string[]): string[] {
  return [...new Set(addresses.flatMap((address) => hostOf(address) ?? []))].sort();
}

/** Hosts that this machine itself fetches packages from: apt, npm, pip, and SLIPWAY_GATE_HOSTS (space or comma between). */
export async function readPackageHosts(): Promise<string[]> {
  const tell = (command: string, args: string[]) => runCommand(command, args).catch(() => "");
  const [npm, pip] = await Promise.all([
    tell("npm", ["config", "get", "registry"]),
    tell("pip", ["config", "list"]),
  ]);
  const named = (process.env.SLIPWAY_GATE_HOSTS ?? "")
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((host) => `http://${host}`);
  const pipAddresses = [...pip.matchAll(/https?:\/\/[^\s']+/g)].map((match) => match[0]);
  return choosePackageHosts([
    ...readAptSources().map((source) => source.uri),
    npm,
    ...pipAddresses,
    ...named,
  ]);
}

/** Private addresses among those of the hosts; names that do not resolve have none. */
export async function resolveHosts(hosts: string[]): Promise<string[]> {
  const found = await Promise.all(
    hosts.map((host) => lookup(host, { all: true, family: 4 }).catch(() => [])),
  );
  return [...new Set(found.flat().map((entry) => entry.address))].filter(
    (address) => !address.startsWith("127."),
  );
}
