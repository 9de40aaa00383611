import { planInput } from "./flow.ts";

/** Typed bytes of all attachers that the shell has not taken yet, at most. */
export const MAX_WAITING_INPUT_BYTES = 1024 * 1024;
const MAX_CLIENTS = 128;

/** Counts what each attacher typed into one terminal, so that a resent frame is never typed twice. */
export interface InputLedger {
  /** How far this client's input was taken. */
  takenOffset(clientId: string): number;
  /** Writes what is new. Returns why not, in plain words, or undefined. */
  take(
    clientId: string,
    offset: number,
    bytes: Uint8Array,
    acknowledge: (takenOffset: number) => void,
  ): string | undefined;
}

export function createInputLedger(write: (bytes: Uint8Array, taken: () => void) => void): InputLedger {
  /** In order of last use; the longest unused is forgotten beyond MAX_CLIENTS. */
  const taken = new Map<string, number>();
  let waitingBytes = 0;

  return {
    takenOffset: (clientId) => taken.get(clientId) ?? 0,
    take(clientId, offset, bytes, acknowledge) {
      const before = taken.get(clientId) ?? 0;
      const plan = planInput(before, offset, bytes.length);
      if (plan === "gap") return "Some typed bytes are missing.";
      const fresh = bytes.subarray(plan.skipBytes);
      if (fresh.length === 0) {
        acknowledge(before);
        return undefined;
      }
      if (waitingBytes + fresh.length > MAX_WAITING_INPUT_BYTES)
        return "The program in the terminal does not read its input.";
      const after = before + fresh.length;
      taken.delete(clientId);
      taken.set(clientId, after);
      if (taken.size > MAX_CLIENTS) taken.delete(taken.keys().next().value as string);
      waitingBytes += fresh.length;
      write(fresh, () => {
        waitingBytes -= fresh.length;
        acknowledge(after);
      });
      return undefined;
    },
  };
}
