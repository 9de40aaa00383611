import type { TerminalId } from "../../protocol/index.ts";

/**
 * What is run inside a sandbox for its terminals. The shell lives under dtach, so that it outlives the exec that shows
 * it; the wrapper leaves its pid and exit status beside the socket. Ids are passed as arguments, never put into text.
 * All of it can be forged by the sandbox's root, and then harms that sandbox only.
 */
const FOLDER = "/run/slipway/terminals";
const script = (text: string, ...args: string[]) => ["sh", "-c", text, "sh", ...args];
/** Sets $i to the wrapper's pid, or fails. The command line must name this terminal: the pid may be another's by now. */
const FIND_SHELL =
  'p="$1"; i=$(head -c 8 "$p.pid" 2>/dev/null) && [ "$i" -gt 1 ] && grep -qsF -- "$p" "/proc/$i/cmdline"';

export const MAX_TERMINALS_A_SANDBOX = 16;
export const SHELL_ENVIRONMENT = {
  TERM: "xterm-256color",
  COLORTERM: "truecolor",
  LANG: "C.UTF-8",
  SHELL: "/bin/bash",
};

const base = (id: TerminalId) => `${FOLDER}/${id}`;

export const openShell = (id: TerminalId) =>
  script(
    'mkdir -p -m 700 "$2" || exit 1; cd "$HOME" 2>/dev/null || cd /; exec dtach -A "$1.sock" -E -z -r none ' +
      `sh -c 'echo $$ > "$1.pid"; bash -l; echo $? > "$1.exit"' sh "$1"`,
    base(id),
    FOLDER,
  );

/** Ctrl-L is sent to programs that read key by key only: prompts and full-screen programs draw themselves again. */
export const attachShell = (id: TerminalId) => script('exec dtach -a "$1.sock" -E -z -r ctrl_l', base(id));

/** Prints `open`, `exit N` or `gone`. */
export const askShell = (id: TerminalId) =>
  script(
    `if { ${FIND_SHELL}; } && [ -S "$p.sock" ]; then echo open; ` +
      'elif [ -s "$p.exit" ]; then echo "exit $(head -c 4 "$p.exit")"; else echo gone; fi',
    base(id),
  );

/** Hangs up the shell and all of its session, kills what stays, and removes the traces. */
export const endShell = (id: TerminalId) =>
  script(
    `if ${FIND_SHELL}; then pkill -HUP -s "$i"; for n in 1 2 3 4 5; do pgrep -s "$i" >/dev/null || break; sleep 0.1; done; ` +
      'pkill -KILL -s "$i"; fi; rm -f "$1.sock" "$1.pid" "$1.exit"',
    base(id),
  );

/** Signals the foreground process group. */
export const signalShell = (id: TerminalId, signal: number) =>
  script(`${FIND_SHELL} && g=$(ps -o tpgid= -p "$i") && kill -"$2" -- "-$((g))"`, base(id), String(signal));

export const listShells = () =>
  script(
    'cd "$1" 2>/dev/null && ls -1 | grep "\\.sock$" | head -n "$2"; exit 0',
    FOLDER,
    String(MAX_TERMINALS_A_SANDBOX),
  );

export type ShellFate = { state: "open" } | { state: "exited"; exitCode: number | null };

/** Reads the answer of askShell, which the sandbox may have forged. */
export function parseShellFate(text: string): ShellFate {
  const line = text.trim();
  if (line === "open") return { state: "open" };
  const code = /^exit (\d{1,3})$/.exec(line)?.[1];
  return { state: "exited", exitCode: code !== undefined && Number(code) <= 255 ? Number(code) : null };
}

const DTACH_FIRST = "\x1b[H\x1b[J";
const DTACH_LAST = "\x1b[999H\r\n[EOF - dtach terminating]\r\n";

/** dtach clears the screen as it attaches; a new terminal is clear already. */
export function withoutGreeting(chunk: Buffer): Buffer {
  return chunk.subarray(0, DTACH_FIRST.length).equals(Buffer.from(DTACH_FIRST))
    ? chunk.subarray(DTACH_FIRST.length)
    : chunk;
}

/** dtach's farewell is not the shell's output. It is written at once, so it ends a chunk. */
export function withoutFarewell(chunk: Buffer): Buffer {
  return chunk.subarray(-DTACH_LAST.length).equals(Buffer.from(DTACH_LAST))
    ? chunk.subarray(0, -DTACH_LAST.length)
    : chunk;
}
