import { setTimeout as sleep } from "node:timers/promises";
import { isAppError } from "../common/app-error.ts";

const VANISHED = /link show \S+: exit status 1|bridge children interfaces/i;
const TRIES = 4;
const PAUSE_MS = 200;

/**
 * Does what changes a network. Incus looks at every interface of the machine in turn then, and fails when one of somebody else's
 * goes under its eyes: so it is tried four times.
 */
export async function despiteVanished<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === TRIES || !isAppError(error) || !VANISHED.test(error.message)) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
