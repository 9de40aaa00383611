import { existsSync, readFileSync, statfsSync } from "node:fs";
import { release, totalmem } from "node:os";
import { dirname } from "node:path";
import { createIncusAdmin } from "../incus/incus-admin.ts";
import { machine } from "./data-folder.ts";
import type { MachineReading } from "./describe-machine.ts";
import { findServingIncus } from "./embedded-incus.ts";
import { cgroupVersion } from "./host-limits.ts";
import { missingPackages, readRelease } from "./packages.ts";
import { type PoolReading, readPool } from "./pool-quotas.ts";
import { runCommand } from "./run-command.ts";
import { readNamespaces } from "./user-namespaces.ts";

const hasModule = (path: string) => existsSync(`/lib/modules/${release()}/kernel/${path}`);

const existing = (path: string): string => (existsSync(path) ? path : existing(dirname(path)));

async function poolOf(socket: string): Promise<PoolReading | undefined> {
  const incus = createIncusAdmin({ socket });
  try {
    return await readPool(incus);
  } finally {
    await incus.dispose();
  }
}

/** Without btrfs-progs it is to come: all that are new enough to be installed by us with Incus have them. */
const givesSimpleQuotas = () =>
  runCommand("btrfs", ["quota", "enable", "--help"]).then(
    (help) => help.includes("--simple"),
    () => true,
  );

/** Looks at the machine, and changes nothing on it. */
export async function readMachine(): Promise<MachineReading> {
  const diskPath = existing(machine.root);
  const disk = statfsSync(diskPath);
  const incusSocket = await findServingIncus();
  const rules = await runCommand("iptables", ["-S", "FORWARD"]).catch(() => "");
  const pool = incusSocket && (await poolOf(incusSocket));
  const forwardPolicy = /^-P FORWARD (\w+)/m.exec(rules)?.[1];
  return {
    release: readRelease(),
    root: process.getuid?.() === 0,
    kernel: release(),
    cgroupVersion: cgroupVersion(),
    btrfs: /\bbtrfs\b/.test(readFileSync("/proc/filesystems", "utf8")) || hasModule("fs/btrfs"),
    apparmor: existsSync("/sys/kernel/security/apparmor"),
    kvm: existsSync("/dev/kvm"),
    // A module is loaded when the first engine asks for it, from inside a sandbox as well.
    ipvs: existsSync("/proc/net/ip_vs") || hasModule("net/netfilter/ipvs"),
    memoryBytes: totalmem(),
    freeBytes: disk.bavail * disk.bsize,
    diskPath,
    ...(forwardPolicy ? { forwardPolicy } : {}),
    missingPackages: missingPackages(incusSocket !== undefined),
    namespaces: await readNamespaces(),
    simpleQuotasTool: await givesSimpleQuotas(),
    ...(pool ? { pool } : {}),
    ...(incusSocket ? { incusSocket } : {}),
  };
}
