import type { TerminalId } from "../../../runtime/protocol/index.ts";
import type { TerminalHandle, TerminalRegistry } from "./terminal-registry.ts";

const LOOK_EVERY_MS = 50;
const SHOWN_WITHIN_MS = 5_000;
const PROMPT_WITHIN_MS = 4_000;

async function until<T>(look: () => T | undefined, withinMs: number): Promise<T | undefined> {
  for (const end = performance.now() + withinMs; ; ) {
    const found = look();
    if (found !== undefined || performance.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** A terminal that was just opened, once the page shows it and its shell waits; undefined when it never came. */
export async function awaitTerminal(
  terminals: TerminalRegistry,
  id: TerminalId,
): Promise<TerminalHandle | undefined> {
  const handle = await until(() => terminals.get(id), SHOWN_WITHIN_MS);
  // A prompt that does not look like one is typed to all the same: the shell reads it when it is there.
  if (handle) await until(() => handle.isIdle() || undefined, PROMPT_WITHIN_MS);
  return handle;
}
