import { createHash } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

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

/** Makes the folder when absent. SLIPWAY_DATA_DIR names another than the repository's own .slipway. */
export function openDataFolder(environment: NodeJS.ProcessEnv = process.env): DataFolder {
  const wanted = resolve(environment.SLIPWAY_DATA_DIR ?? join(repository, ".slipway"));
  mkdirSync(join(wanted, "log"), { recursive: true, mode: 0o700 });
  const path = realpathSync(wanted);
  const copyId = createHash("sha256").update(path).digest("hex").slice(0, 8);
  const runFolder = `/run/slipway/${copyId}`;
  return {
    repository,
    path,
    copyId,
    installationFile: join(path, "installation.json"),
    shelfFile: join(path, "shelf.json"),
    logs: join(path, "log"),
    runFolder,
    agentSocket: join(runFolder, "agent.sock"),
  };
}

/** Shared by all copies on this machine. */
export const machine = {
  root: "/var/lib/slipway",
  incusFolder: "/var/lib/slipway/incus",
  incusClient: "/var/lib/slipway/incus-client",
  poolFile: "/var/lib/slipway/pool.img",
  poolMount: "/var/lib/slipway/pool",
  shelf: "/var/lib/slipway/shelf",
  logs: "/var/lib/slipway/log",
  /** One empty file a copy that uses the engine. */
  copies: "/var/lib/slipway/copies",
  build: "/var/lib/slipway/build",
  pids: "/run/slipway/machine",
  storagePool: "slipway",
  sharedProject: "slipway-shared",
} as const;

export const projectOf = (copyId: string) => `slipway-${copyId}`;
