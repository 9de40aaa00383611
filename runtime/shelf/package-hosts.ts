import { lookup } from "node:dns/promises";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import ipaddr from "ipaddr.js";
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

/** Where pip keeps its settings; asking pip itself takes seconds. */
const PIP_FILES = ["/etc/pip.conf", ".config/pip/pip.conf", ".pip/pip.conf"].map((path) =>
  resolve(homedir(), path),
);

const readIfThere = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

/** Hosts that this machine itself fetches packages from: apt, npm, pip, and SLIPWAY_GATE_HOSTS (space or comma between). */
export async function readPackageHosts(): Promise<string[]> {
  const { SLIPWAY_GATE_HOSTS = "", PIP_INDEX_URL = "", PIP_EXTRA_INDEX_URL = "" } = process.env;
  const npm = await runCommand("npm", ["config", "get", "registry"]).catch(() => "");
  const named = SLIPWAY_GATE_HOSTS.split(/[\s,]+/).filter(Boolean);
  const pip = [...PIP_FILES.map(readIfThere), PIP_INDEX_URL, PIP_EXTRA_INDEX_URL].join("\n");
  return choosePackageHosts([
    ...readAptSources().map((source) => source.uri),
    npm,
    ...[...pip.matchAll(/https?:\/\/[^\s']+/g)].map((match) => match[0]),
    ...named.map((host) => `http://${host}`),
  ]);
}

/** Whether an address lies outside of the public internet: a room's own mirror has such a one. */
export function isPrivateAddress(address: string): boolean {
  return ipaddr.isValid(address) && !["unicast", "loopback"].includes(ipaddr.parse(address).range());
}

/** Private addresses among those of the hosts; names that do not resolve have none. */
export async function resolveHosts(hosts: string[]): Promise<string[]> {
  const found = await Promise.all(
    hosts.map((host) => lookup(host, { all: true, family: 4 }).catch(() => [])),
  );
  return [...new Set(found.flat().map((entry) => entry.address))].filter(isPrivateAddress).sort();
}
