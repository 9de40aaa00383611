import { AppError } from "../common/app-error.ts";
import type { DataFolder } from "./data-folder.ts";
import { lockHolder, type ProcessLock, tryLock } from "./process-lock.ts";

/**
 * One process at a time starts and ends the daemons of a copy: it holds this lock for as long as it lives, so two starts
 * can never make two of one daemon. Rejects with setup.running, which names the holder.
 */
export async function lockCopy(data: DataFolder): Promise<ProcessLock> {
  const name = `copy ${data.copyId}`;
  const lock = await tryLock(name);
  if (lock) return lock;
  const holder = await lockHolder(name);
  throw new AppError("setup.running", {
    userMessage: `Slipway runs from this data folder already (${holder ? `process ${holder}, ` : ""}${data.path}).`,
  });
}
