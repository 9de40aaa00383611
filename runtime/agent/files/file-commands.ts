import { AppError, type ErrorCode } from "../../common/app-error.ts";
import { FileEntry } from "../../protocol/index.ts";

/** The shell commands that touch files, always inside the sandbox. Paths are arguments, never part of a script's text. */
const script = (text: string, ...args: string[]) => ["sh", "-c", text, "sh", ...args];

export const MAX_LISTED_ENTRIES = 5000;
const NO_ENTRY = "echo 'No such file or directory' >&2; exit 1";
const ENTRY_FORMAT = "%y\\t%Y\\t%s\\t%T@\\t%f\\0";

export const listCommand = (path: string) =>
  script(
    `if [ ! -d "$1" ]; then [ -e "$1" ] || { ${NO_ENTRY}; }; echo 'Not a directory' >&2; exit 1; fi; ` +
      `find "$1/" -mindepth 1 -maxdepth 1 -printf '${ENTRY_FORMAT}' | head -z -n "$2"`,
    path,
    String(MAX_LISTED_ENTRIES + 1),
  );

/** -H: a symlink given by name is followed, as reading it would. */
export const statCommand = (path: string) =>
  script(`find -H "$1" -maxdepth 0 -printf '${ENTRY_FORMAT}'`, path);

/** One line `SIZE` for a regular file, then its bytes, at most maxBytes and one. */
export const readCommand = (path: string, maxBytes: number) =>
  script(
    `[ -e "$1" ] || { ${NO_ENTRY}; }; [ -f "$1" ] || { echo 'Is a directory' >&2; exit 1; }; ` +
      'stat -L -c %s -- "$1" && exec head -c "$2" -- "$1"',
    path,
    String(maxBytes + 1),
  );

/**
 * Takes stdin into a temporary file beside the target, which takes its place when all bytes have come; otherwise it is
 * removed. A symlink is followed, so that it stays one. Prints the new entry.
 */
export const writeCommand = (path: string, sizeBytes: number) =>
  script(
    'p=$(readlink -m -- "$1"); [ -d "$p" ] && { echo "Is a directory" >&2; exit 1; }; ' +
      't=$(mktemp -- "$(dirname -- "$p")/.slipway-XXXXXXXX") || exit 1; trap \'rm -f -- "$t"\' EXIT; ' +
      'cat > "$t" && [ "$(stat -c %s -- "$t")" = "$2" ] || exit 1; ' +
      'if [ -e "$p" ]; then chmod --reference="$p" -- "$t"; chown --reference="$p" -- "$t"; else chmod 644 -- "$t"; fi; ' +
      `mv -f -T -- "$t" "$p" && find "$p" -maxdepth 0 -printf '${ENTRY_FORMAT}'`,
    path,
    String(sizeBytes),
  );

export const removeCommand = (path: string) =>
  script(`[ -e "$1" ] || [ -L "$1" ] || { ${NO_ENTRY}; }; rm -rf -- "$1"`, path);
export const makeFolderCommand = (path: string) => ["mkdir", "--", path];
export const moveCommand = (from: string, to: string) =>
  script(
    'if [ -e "$2" ] || [ -L "$2" ]; then echo "File exists" >&2; exit 1; fi; mv -n -T -- "$1" "$2"',
    from,
    to,
  );

const KINDS: Record<string, FileEntry["kind"]> = { f: "file", d: "directory", l: "symlink" };
const LINK_TARGETS = new Map<string, FileEntry["linkTo"]>([
  ["f", "file"],
  ["d", "directory"],
]);

/** Reads find's NUL-separated rows. A row that is no entry, or whose name holds control characters (no path of ours can name it), is left out. */
export function parseEntries(output: Buffer): FileEntry[] {
  const entries: FileEntry[] = [];
  for (const row of output.toString("utf8").split("\0")) {
    const [kind, target = "", size, modified, ...name] = row.split("\t");
    const linkTo = kind === "l" ? LINK_TARGETS.get(target) : undefined;
    const entry = FileEntry.safeParse({
      name: name.join("\t"),
      kind: KINDS[kind ?? ""] ?? "other",
      ...(linkTo ? { linkTo } : {}),
      sizeBytes: Number(size),
      modifiedAtMs: Math.round(Number(modified) * 1000),
    });
    if (entry.success && entry.data.name !== "" && !/[\p{Cc}/\ufffd]/u.test(entry.data.name))
      entries.push(entry.data);
  }
  return entries;
}

const REASONS: [RegExp, ErrorCode][] = [
  [/No space left|quota exceeded/i, "sandbox.disk-full"],
  [/File exists/i, "file.exists"],
  [/No such file/i, "file.not-found"],
];

/** What a failed file command means, by its message; whatever else it says is a refusal. */
export function fileError(stderr: string, path: string): AppError {
  const code = REASONS.find(([pattern]) => pattern.test(stderr))?.[1] ?? "file.not-permitted";
  return new AppError(code, { context: { path, reason: stderr.slice(0, 200) } });
}
