import { mkdirSync } from "node:fs";
import { lock } from "proper-lockfile";
import { machine } from "./data-folder.ts";

/** Only one copy at a time works on what all share. */
export async function withMachineLock<T>(work: () => Promise<T>): Promise<T> {
  for (const folder of [machine.root, machine.logs, machine.copies, machine.build]) {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
  }
  const release = await lock(machine.root, {
    stale: 60_000,
    retries: { retries: 900, minTimeout: 1000, maxTimeout: 1000 },
  });
  try {
    return await work();
  } finally {
    await release();
  }
}
