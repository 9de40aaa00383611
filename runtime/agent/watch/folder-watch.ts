import { type SandboxId, SandboxPath } from "../../protocol/index.ts";
import type { ExecStream, SandboxDriver } from "../../sandboxes/sandbox-driver.ts";

/** Tells of changes in a set of folders (not below them) of one sandbox. */
export interface FolderWatch {
  /** Replaces the set; resolves once the new set is being watched. */
  watch(paths: readonly string[]): Promise<void>;
  dispose(): void;
}

const SCRIPT =
  'n=$#; while [ "$n" -gt 0 ]; do d="$1"; shift; [ -d "$d" ] && set -- "$@" "$d"; n=$((n-1)); done; ' +
  '[ "$#" -gt 0 ] || exec sleep infinity; ' +
  'exec inotifywait -m -q -e close_write,create,delete,moved_to,moved_from,delete_self --format %w%f -- "$@"';
const DEBOUNCE_MS = 100;
/** Beyond this the folders themselves are named instead. */
const MAX_PATHS = 200;
const RETRY_MS = 2000;
const OUR_TEMPORARY = /\/\.slipway-[A-Za-z0-9]{8}$/;

export function createFolderWatch(options: {
  driver: SandboxDriver;
  sandboxId: SandboxId;
  onChange(paths: string[]): void;
}): FolderWatch {
  let folders: string[] = [];
  let exec: ExecStream | undefined;
  let generation = 0;
  let disposed = false;
  let timer: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  const changed = new Set<string>();

  const tell = () => {
    timer = undefined;
    const paths = changed.size > MAX_PATHS ? [...folders] : [...changed];
    changed.clear();
    if (!disposed && paths.length > 0) options.onChange(paths);
  };

  const note = (line: string) => {
    const path = line.length > 1 && line.endsWith("/") ? line.slice(0, -1) : line;
    if (OUR_TEMPORARY.test(path) || changed.size > MAX_PATHS || !SandboxPath.safeParse(path).success) return;
    changed.add(path);
    timer ??= setTimeout(tell, DEBOUNCE_MS);
  };

  /** Goes on trying: a sandbox that is restored is away for longer than one pause. */
  const startLater = () => {
    clearTimeout(retry);
    if (!disposed) retry = setTimeout(() => void start().catch(startLater), RETRY_MS);
  };

  const start = async () => {
    generation += 1;
    const mine = generation;
    clearTimeout(retry);
    const before = exec;
    if (folders.length === 0) {
      exec = undefined;
      return before?.destroy();
    }
    const stream = await options.driver.exec(options.sandboxId, {
      command: ["sh", "-c", SCRIPT, "sh", ...folders],
    });
    if (disposed || mine !== generation) return stream.destroy();
    exec = stream;
    before?.destroy();
    let line = "";
    stream.data.on("error", () => {});
    stream.stderr?.on("error", () => {});
    stream.stderr?.resume();
    stream.data.on("data", (chunk: Buffer) => {
      const lines = (line + chunk.toString("utf8")).split("\n");
      line = (lines.pop() as string).slice(-4096);
      for (const text of lines) note(text);
    });
    void stream.exited.then(() => {
      if (exec !== stream || disposed) return;
      exec = undefined;
      startLater();
    });
  };

  return {
    async watch(paths) {
      const next = [...new Set(paths)].sort();
      if (exec && next.join("\0") === folders.join("\0")) return;
      folders = next;
      await start();
    },
    dispose() {
      disposed = true;
      clearTimeout(timer);
      clearTimeout(retry);
      exec?.destroy();
    },
  };
}
