import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { AppError } from "../runtime/common/app-error.ts";
import { tryLock } from "../runtime/engine/process-lock.ts";

/**
 * Makes this process the one server of a data folder: a second would take the first one's sandboxes for orphans. Resolves
 * with what lets go of it; the kernel does so as well, however this process ends.
 */
export async function holdDataFolder(dataDir: string): Promise<() => void> {
  const name = createHash("sha256").update(realpathSync(dataDir)).digest("hex").slice(0, 32);
  const lock = await tryLock(`server ${name}`);
  if (lock) return lock.release;
  throw new AppError("setup.failed", {
    userMessage: `Another Slipway serves the data folder ${dataDir}.`,
    nextStep: "Stop it first, or name another folder with SLIPWAY_DATA_DIR.",
  });
}
