import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "../common/app-error.ts";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Where one copy of Slipway keeps its things. */
export interface DataFolder {
  repository: string;
  path: string;
  /** Eight hex characters of the folder's real path; part of every machine-wide name. */
  copyId: string;
  installationFile: string;
  /** Progress of the image shelf: {done,total,current}. */
  shelfFile: string;
  logs: string;
  /** Short, because a Unix socket's path holds 107 bytes at most. */
  runFolder: string;
  agentSocket: string;
}

/** The longest folder in which /COPYID/agent.sock still fits into a socket's path, with room to spare. */
const LONGEST_RUN_FOLDER = 80;

/** Where things outside of data folders go: the machine's folders for root, a person's own for anybody else. */
export function chooseMachineFolders(who: {
  uid: number;
  home: string;
  stateHome?: string;
  runtimeFolder?: string;
}): { root: string; run: string } {
  if (who.uid === 0) return { root: "/var/lib/slipway", run: "/run/slipway" };
  const run = who.runtimeFolder ? join(who.runtimeFolder, "slipway") : "";
  return {
    root: join(who.stateHome || join(who.home, ".local/state"), "slipway"),
    run: run && run.length <= LONGEST_RUN_FOLDER ? run : `/tmp/slipway-${who.uid}`,
  };
}

const folders = chooseMachineFolders({
  uid: process.getuid?.() ?? 0,
  home: homedir(),
  ...(process.env.XDG_STATE_HOME ? { stateHome: process.env.XDG_STATE_HOME } : {}),
  ...(process.env.XDG_RUNTIME_DIR ? { runtimeFolder: process.env.XDG_RUNTIME_DIR } : {}),
});

/** Shared by all copies of one person on this machine. */
export const machine = {
  root: folders.root,
  run: folders.run,
  incusFolder: join(folders.root, "incus"),
  incusClient: join(folders.root, "incus-client"),
  poolFile: join(folders.root, "pool.img"),
  poolMount: join(folders.root, "pool"),
  shelf: join(folders.root, "shelf"),
  gates: join(folders.root, "gate"),
  logs: join(folders.root, "log"),
  /** One small file a copy that uses the engine: its name is the copy's id, in it stands the data folder. */
  copies: join(folders.root, "copies"),
  build: join(folders.root, "build"),
  pids: join(folders.run, "machine"),
  /** Names in Incus. */
  storagePool: "slipway",
  sharedProject: "slipway-shared",
} as const;

/** The real path that a folder has, or will have once it is made. */
function realPathOf(path: string): string {
  return existsSync(path) || path === "/"
    ? realpathSync(path)
    : join(realPathOf(dirname(path)), basename(path));
}

/** Says where everything is, and makes nothing. SLIPWAY_DATA_DIR names another folder than the repository's own .slipway. */
export function locateDataFolder(environment: NodeJS.ProcessEnv = process.env): DataFolder {
  const path = realPathOf(resolve(environment.SLIPWAY_DATA_DIR || join(repository, ".slipway")));
  const copyId = createHash("sha256").update(path).digest("hex").slice(0, 8);
  return {
    repository,
    path,
    copyId,
    installationFile: join(path, "installation.json"),
    shelfFile: join(path, "shelf.json"),
    logs: join(path, "log"),
    runFolder: runFolderOf(copyId),
    agentSocket: join(runFolderOf(copyId), "agent.sock"),
  };
}

/** As locateDataFolder; makes the folder when absent. */
export function openDataFolder(environment: NodeJS.ProcessEnv = process.env): DataFolder {
  const data = locateDataFolder(environment);
  mkdirSync(data.logs, { recursive: true, mode: 0o700 });
  return data;
}

/** Makes the folder of sockets and pid files. It may lie below /tmp, where anybody could have made it first. */
export function openRunFolder(data: DataFolder): void {
  mkdirSync(data.runFolder, { recursive: true, mode: 0o700 });
  const owner = lstatSync(machine.run);
  if (owner.isDirectory() && owner.uid === process.getuid?.()) return;
  throw new AppError("setup.failed", {
    userMessage: `${machine.run} belongs to somebody else.`,
    nextStep: "Remove it, or set XDG_RUNTIME_DIR to a folder of your own.",
  });
}

export const runFolderOf = (copyId: string) => join(machine.run, copyId);
/** squid names its shared memory by it: two of one name, of two people, cannot run beside each other. */
export const gateServiceOf = (copyId: string) => `slipway${copyId}`;
export const gateFolderOf = (copyId: string) => join(machine.gates, copyId);
export const projectOf = (copyId: string) => `slipway-${copyId}`;
/** The instance of a moment, in the shared project, that fills this copy's shelf. */
export const shelfBuilderOf = (copyId: string) => `shelf-${copyId}`;
