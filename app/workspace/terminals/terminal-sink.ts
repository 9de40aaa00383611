import type { Terminal } from "@xterm/xterm";
import type { TerminalSink } from "../../client/terminal-stream.ts";

type Screen = Pick<Terminal, "reset" | "write">;

/**
 * Draws a stream on xterm. xterm takes what is written later than it is given, so that clearing waits in the same line:
 * else text from before would come out after it, and twice with the replay.
 */
export function createTerminalSink(screen: Screen, trouble: (message: string | null) => void): TerminalSink {
  return {
    reset(prefix) {
      screen.write("", () => screen.reset());
      if (prefix.length > 0) screen.write(prefix);
    },
    write: (bytes, parsed) => screen.write(bytes, parsed),
    trouble,
  };
}
