import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../common/app-error.ts";
import { incusAnswers } from "../incus/incus-admin.ts";
import { startDaemon } from "./daemon.ts";
import { machine } from "./data-folder.ts";
import { runCommand } from "./run-command.ts";
import { isMounted } from "./storage-pool.ts";

export const incusPids = { lxcfs: join(machine.pids, "lxcfs.pid"), incusd: join(machine.pids, "incusd.pid") };
const embeddedSocket = join(machine.incusFolder, "unix.socket");

/** The socket of an Incus that serves: one named by INCUS_SOCKET, the machine's own, or ours; undefined when none answers. */
export async function findServingIncus(): Promise<string | undefined> {
  const named = process.env.SLIPWAY_INCUS_SOCKET;
  for (const socket of [...(named ? [named] : []), "/var/lib/incus/unix.socket", embeddedSocket]) {
    if (await incusAnswers(socket)) return socket;
  }
  return undefined;
}

/** Starts an Incus of our own, detached, and resolves with its socket when it answers. */
export async function startEmbeddedIncus(): Promise<string> {
  mkdirSync(machine.incusFolder, { recursive: true, mode: 0o711 });
  // A killed lxcfs leaves a mount that answers nobody and that a new one cannot mount over.
  if (isMounted("/var/lib/lxcfs") && !existsSync("/var/lib/lxcfs/proc"))
    await runCommand("umount", ["-l", "/var/lib/lxcfs"]);
  mkdirSync("/var/lib/lxcfs", { recursive: true });
  if (!existsSync("/var/lib/lxcfs/proc")) {
    startDaemon({
      name: "lxcfs",
      command: "lxcfs",
      args: ["/var/lib/lxcfs"],
      pidFile: incusPids.lxcfs,
      logFile: join(machine.logs, "lxcfs.log"),
    });
    for (let attempt = 0; attempt < 40 && !existsSync("/var/lib/lxcfs/proc"); attempt++) await sleep(50);
  }
  const logFile = join(machine.logs, "incusd.log");
  const apparmor = existsSync("/sys/kernel/security/apparmor") || existsSync("/sys/module/apparmor");
  startDaemon({
    name: "incusd",
    command: "/usr/libexec/incus/incusd",
    args: ["--group", "root", "--logfile", logFile],
    environment: {
      INCUS_DIR: machine.incusFolder,
      ...(apparmor ? {} : { INCUS_SECURITY_APPARMOR: "false" }),
    },
    pidFile: incusPids.incusd,
    logFile: join(machine.logs, "incusd.out"),
  });
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await incusAnswers(embeddedSocket)) return embeddedSocket;
    await sleep(200);
  }
  throw new AppError("setup.failed", {
    userMessage: "Incus did not answer within a minute of its start.",
    nextStep: `Read ${logFile}.`,
  });
}
