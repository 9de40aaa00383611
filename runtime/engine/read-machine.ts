import { existsSync, readFileSync, statfsSync } from "node:fs";
import { release, totalmem } from "node:os";
import { dirname } from "node:path";
import { machine } from "./data-folder.ts";
import type { MachineReading } from "./describe-machine.ts";
import { findServingIncus } from "./embedded-incus.ts";
import { cgroupVersion } from "./host-limits.ts";
import { missingPackages, readRelease } from "./packages.ts";
import { runCommand } from "./run-command.ts";
import { readNamespaces } from "./user-namespaces.ts";

const existing = (path: string): string => (existsSync(path) ? path : existing(dirname(path)));

/** Looks at the machine, and changes nothing on it. */
export async function readMachine(): Promise<MachineReading> {
  const diskPath = existing(machine.root);
  const disk = statfsSync(diskPath);
  const incusSocket = await findServingIncus();
  const rules = await runCommand("iptables", ["-S", "FORWARD"]).catch(() => "");
  const forwardPolicy = /^-P FORWARD (\w+)/m.exec(rules)?.[1];
  return {
    release: readRelease(),
    root: process.getuid?.() === 0,
    kernel: release(),
    cgroupVersion: cgroupVersion(),
    btrfs:
      /\bbtrfs\b/.test(readFileSync("/proc/filesystems", "utf8")) ||
      existsSync(`/lib/modules/${release()}/kernel/fs/btrfs`),
    apparmor: existsSync("/sys/kernel/security/apparmor"),
    kvm: existsSync("/dev/kvm"),
    ipvs: existsSync("/proc/net/ip_vs"),
    memoryBytes: totalmem(),
    freeBytes: disk.bavail * disk.bsize,
    diskPath,
    ...(forwardPolicy ? { forwardPolicy } : {}),
    missingPackages: missingPackages(incusSocket !== undefined),
    namespaces: await readNamespaces(),
    ...(incusSocket ? { incusSocket } : {}),
  };
}
