import { mkdirSync } from "node:fs";
import { machine } from "./data-folder.ts";
import { lockHolder, withLock } from "./process-lock.ts";

/** Only one copy at a time works on what all share: also copies of different people, who share one Incus. */
export async function withMachineLock<T>(work: () => Promise<T>): Promise<T> {
  for (const folder of [machine.root, machine.logs, machine.copies, machine.build]) {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
  }
  const holder = await lockHolder("machine");
  if (holder) console.log(`  waiting for another Slipway on this machine (process ${holder})`);
  return withLock("machine", work);
}
