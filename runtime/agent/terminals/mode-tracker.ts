/**
 * Follows DEC private modes (`ESC [ ? n ; n h` and `l`) through a stream given in any pieces, so that a replay that
 * starts in its middle can begin in the right modes. `ESC c` (full reset) forgets all.
 */
export interface ModeTracker {
  feed(bytes: Uint8Array): void;
  /** What to write to a fresh emulator to be in the same modes; empty when none differ from the default. */
  prefix(): string;
  clone(): ModeTracker;
}

/** Modes whose loss shows: cursor keys, wrap, mouse, cursor, alternate screen, focus and paste reports. Others are not kept. */
const KEPT = new Map<number, "on" | "off">([
  [1, "off"],
  [7, "on"],
  [9, "off"],
  [25, "on"],
  [47, "off"],
  [66, "off"],
  [1000, "off"],
  [1002, "off"],
  [1003, "off"],
  [1004, "off"],
  [1006, "off"],
  [1047, "off"],
  [1049, "off"],
  [2004, "off"],
]);
const ESC = 0x1b;
/** A longer sequence is not one of ours. */
const MAX_SEQUENCE_BYTES = 64;

export function createModeTracker(from?: { partial: string; modes: Map<number, boolean> }): ModeTracker {
  let partial = from?.partial ?? "";
  const modes = new Map(from?.modes);

  const set = (parameters: string, on: boolean) => {
    for (const text of parameters.split(";")) {
      const mode = Number(text);
      const initial = KEPT.get(mode);
      if (initial === undefined) continue;
      if (on === (initial === "on")) modes.delete(mode);
      else modes.set(mode, on);
    }
  };

  /** Takes one byte of a sequence begun by ESC; false once the sequence is over or is none of ours. */
  const step = (byte: number): boolean => {
    if (byte === ESC) {
      partial = "\x1b";
      return true;
    }
    const at = partial.length;
    const char = String.fromCharCode(byte);
    if (at === 1 && char === "c") modes.clear();
    if ((at === 1 && char === "[") || (at === 2 && char === "?")) {
      partial += char;
      return true;
    }
    if (at < 3 || at > MAX_SEQUENCE_BYTES) return false;
    if ((byte >= 0x30 && byte <= 0x39) || char === ";") {
      partial += char;
      return true;
    }
    if (char === "h" || char === "l") set(partial.slice(3), char === "h");
    return false;
  };

  return {
    feed(bytes) {
      let at = 0;
      while (at < bytes.length) {
        if (partial === "") {
          at = bytes.indexOf(ESC, at);
          if (at < 0) return;
        }
        if (!step(bytes[at] as number)) partial = "";
        at += 1;
      }
    },
    prefix() {
      return [...modes].map(([mode, on]) => `\x1b[?${mode}${on ? "h" : "l"}`).join("");
    },
    clone() {
      return createModeTracker({ partial, modes });
    },
  };
}
