import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../common/app-error.ts";
import {
  type AptSource,
  chooseMainSource,
  parseRelease,
  type Release,
  readAptSources,
} from "./apt-sources.ts";
import { machine } from "./data-folder.ts";
import { runCommand } from "./run-command.ts";

type Need = readonly [program: string, name: string];

/** What any copy needs: a program that proves the package, and the package. */
const NEEDED: Need[] = [
  ["/usr/bin/incus", "incus-client"],
  ["/usr/bin/mmdebstrap", "mmdebstrap"],
  ["/usr/sbin/squid", "squid"],
  ["/usr/bin/docker-registry", "docker-registry"],
  ["/usr/bin/skopeo", "skopeo"],
  ["/usr/bin/socat", "socat"],
  ["/usr/bin/openssl", "openssl"],
];

/** What Incus makes our pool and bridges with. A distribution's own does not bring them along. */
const NEEDED_BY_INCUS: Need[] = [
  ["/usr/bin/btrfs", "btrfs-progs"],
  ["/usr/sbin/dnsmasq", "dnsmasq-base"],
];

/** What an Incus of our own needs besides. */
const NEEDED_TO_SERVE: Need[] = [
  ["/usr/libexec/incus/incusd", "incus-base"],
  ["/usr/bin/lxcfs", "lxcfs"],
  ["/usr/bin/setfattr", "attr"],
  ["/usr/sbin/nft", "nftables"],
];

/** For apt-get: another installation on this machine is waited for, 5 minutes at most. */
export const WAIT_FOR_LOCK = "-oDPkg::Lock::Timeout=300";

const BACKPORTS_FILE = "/etc/apt/sources.list.d/slipway-backports.sources";
const FROM_BACKPORTS = new Set(["incus-base", "incus-client", "btrfs-progs"]);

export function readRelease(): Release {
  return parseRelease(readFileSync("/etc/os-release", "utf8"));
}

/**
 * Packages that are not here; `serving`: an Incus serves already, so that none of our own is needed. What that one works with
 * only root sees to: others may use one that brings its own.
 */
export function missingPackages(serving: boolean): string[] {
  const forIncus = serving && process.getuid?.() !== 0 ? [] : NEEDED_BY_INCUS;
  return [...NEEDED, ...forIncus, ...(serving ? [] : NEEDED_TO_SERVE)]
    .filter(([program]) => !existsSync(program) && !existsSync(join("/usr", program)))
    .map(([, name]) => name);
}

/** The backports source for a distribution that lacks Incus, made from the machine's own source; undefined when not needed. */
export function backportsSource(release: Release, sources: AptSource[]): string | undefined {
  if (release.id !== "debian" || release.version >= 13) return undefined;
  const suite = `${release.codename}-backports`;
  if (sources.some((source) => source.suites.includes(suite))) return undefined;
  const main = chooseMainSource(sources, release.codename);
  if (!main) return undefined;
  const signed = main.signedBy ? `Signed-By: ${main.signedBy}\n` : "";
  return `Types: deb\nURIs: ${main.uri}\nSuites: ${suite}\nComponents: main\n${signed}`;
}

/** What a person without root asks an administrator for. */
export function decidePackages(missing: string[], root: boolean): AppError | undefined {
  if (missing.length === 0 || root) return undefined;
  return new AppError("setup.not-root", {
    userMessage: `Packages are missing, and only root can install them: ${missing.join(", ")}.`,
    nextStep: `Have this run once: sudo apt-get install --no-install-recommends ${missing.join(" ")}`,
  });
}

/** Installs what is missing. Resolves with the names installed. Rejects with setup.not-root, setup.no-network or setup.failed. */
export async function installPackages(serving: boolean): Promise<string[]> {
  const missing = missingPackages(serving);
  if (missing.length === 0) return [];
  const refusal = decidePackages(missing, process.getuid?.() === 0);
  if (refusal) throw refusal;
  const release = readRelease();
  const backports = backportsSource(release, readAptSources());
  if (backports) writeFileSync(BACKPORTS_FILE, backports);
  const logFile = join(machine.logs, "apt.log");
  const environment = { DEBIAN_FRONTEND: "noninteractive" };
  try {
    await runCommand("apt-get", ["update", "-q", "-o", "APT::Update::Error-Mode=any"], {
      environment,
      logFile,
    });
  } catch (cause) {
    throw new AppError("setup.no-network", {
      userMessage: "The machine's package source cannot be reached, and packages are missing.",
      nextStep: `Connect the machine, or install these by hand: ${missing.join(" ")}. Log: ${logFile}`,
      cause,
    });
  }
  const old = release.id === "debian" && release.version < 13;
  const names = missing.map((name) =>
    old && FROM_BACKPORTS.has(name) ? `${name}/${release.codename}-backports` : name,
  );
  const install = ["install", "-y", "-q", "--no-install-recommends", WAIT_FOR_LOCK, ...names];
  await runCommand("apt-get", install, { environment, logFile });
  await quietenDistributionServices(missing);
  return missing;
}

/** Services that packages start or have started at the first call, as systemd's sockets do. */
const SERVICES: Record<string, string[]> = {
  squid: ["squid.service"],
  "docker-registry": ["docker-registry.service"],
  // Our next look for a serving Incus would start a second one, and move to it.
  "incus-base": [
    "incus.socket",
    "incus-user.socket",
    "incus-startup.service",
    "incus-user.service",
    "incus.service",
  ],
};

/** Under systemd a package starts its service at once. Ours run from our own settings, so the distribution's are put off. */
async function quietenDistributionServices(installed: string[]): Promise<void> {
  if (!existsSync("/run/systemd/system")) return;
  for (const unit of installed.flatMap((name) => SERVICES[name] ?? []))
    await runCommand("systemctl", ["disable", "--now", unit]).catch(() => undefined);
}
