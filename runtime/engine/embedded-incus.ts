import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../common/app-error.ts";
import { incusAnswers } from "../incus/incus-admin.ts";
import { ensureDaemon, runningPid } from "./daemon.ts";
import { machine } from "./data-folder.ts";
import { writeLxcSettings } from "./lxc-settings.ts";
import { withLock } from "./process-lock.ts";
import { runCommand } from "./run-command.ts";
import { isMounted } from "./storage-pool.ts";
import type { SupervisedPart } from "./supervisor.ts";

export const incusPids = { lxcfs: join(machine.pids, "lxcfs.pid"), incusd: join(machine.pids, "incusd.pid") };
/** Root's: it may admit others as well. */
export const embeddedSocket = "/var/lib/slipway/incus/unix.socket";
const LXCFS = "/var/lib/lxcfs";
/** Where systemd listens for it, an Incus starts with our question: we would find it one time, and not the other. */
const ACTIVATION_MS = 60_000;

/** The sockets to ask for a serving Incus, in their order. A person who names one wants that one and no other. */
export function chooseIncusSockets(named: string | undefined): string[] {
  return named ? [named] : ["/var/lib/incus/unix.socket", embeddedSocket];
}

/** The socket of an Incus that serves and admits us; undefined when none does. Rejects when the one that was named does not. */
export async function findServingIncus(): Promise<string | undefined> {
  const named = process.env.SLIPWAY_INCUS_SOCKET;
  for (const socket of chooseIncusSockets(named))
    if (await incusAnswers(socket, ACTIVATION_MS)) return socket;
  if (!named) return undefined;
  throw new AppError("setup.failed", {
    userMessage: `No Incus answers at SLIPWAY_INCUS_SOCKET=${named}, or it does not admit you.`,
    nextStep: "Start it, join its group (incus-admin), or leave SLIPWAY_INCUS_SOCKET unset.",
  });
}

/** Starts an Incus of our own, detached, and resolves with its socket when it answers. What of it runs is left running. */
export function startEmbeddedIncus(): Promise<string> {
  return withLock("engine", async () => {
    await startLxcfs();
    const logFile = join(machine.logs, "incusd.log");
    mkdirSync(machine.incusFolder, { recursive: true, mode: 0o711 });
    const apparmor = existsSync("/sys/kernel/security/apparmor") || existsSync("/sys/module/apparmor");
    if (runningPid(incusPids.incusd) === undefined) {
      const lxcSettings = writeLxcSettings();
      await ensureDaemon({
        name: "incusd",
        command: "/usr/libexec/incus/incusd",
        args: ["--group", "root", "--logfile", logFile],
        environment: {
          INCUS_DIR: machine.incusFolder,
          ...(lxcSettings ? { INCUS_LXC_TEMPLATE_CONFIG: lxcSettings } : {}),
          ...(apparmor ? {} : { INCUS_SECURITY_APPARMOR: "false" }),
        },
        pidFile: incusPids.incusd,
        logFile: join(machine.logs, "incusd.out"),
      });
    }
    // Seconds on a quiet machine; more than a minute was seen on a busy one.
    for (let attempt = 0; attempt < 900; attempt++) {
      if (await incusAnswers(embeddedSocket)) return embeddedSocket;
      await sleep(200);
    }
    throw new AppError("setup.failed", {
      userMessage: "Incus did not answer within three minutes of its start.",
      nextStep: `Read ${logFile}.`,
    });
  });
}

const lxcfsServes = () => existsSync(join(LXCFS, "proc"));

async function startLxcfs(): Promise<void> {
  if (lxcfsServes()) return;
  // A killed lxcfs leaves a mount that answers nobody and that a new one cannot mount over.
  if (isMounted(LXCFS)) await runCommand("umount", ["-l", LXCFS]);
  mkdirSync(LXCFS, { recursive: true });
  if (runningPid(incusPids.lxcfs) === undefined) {
    await ensureDaemon({
      name: "lxcfs",
      command: "lxcfs",
      args: [LXCFS],
      pidFile: incusPids.lxcfs,
      logFile: join(machine.logs, "lxcfs.log"),
    });
  }
  for (let attempt = 0; attempt < 40 && !lxcfsServes(); attempt++) await sleep(50);
}

/** The embedded Incus as a part to look after; only where it is ours, and not the machine's own. */
export function supervisedEngine(socket: string): SupervisedPart[] {
  if (socket !== embeddedSocket || process.getuid?.() !== 0) return [];
  const isRunning = async () => lxcfsServes() && (await incusAnswers(embeddedSocket));
  return [{ name: "incusd and lxcfs", isRunning, start: startEmbeddedIncus }];
}
