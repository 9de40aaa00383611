import type { Logger } from "../../runtime/common/logger.ts";
import type { NodeName, SandboxId } from "../../runtime/protocol/index.ts";
import type { Machines } from "../hosts/machines.ts";
import type { LiveSession, SessionBook } from "../sessions/session-book.ts";

/** One socket's folders; `notify` is called with what changed in any of the sandbox's watched folders. */
export interface FolderWatcher {
  watch(node: NodeName, path: string): void;
  dispose(): void;
}

const MAX_FOLDERS = 64;

/** The agent watches one set of folders a sandbox: this is the union over the sockets. The oldest give way. */
export function createFolderWatches({
  machines,
  book,
  log,
}: {
  machines: Machines;
  book: SessionBook;
  log: Logger;
}) {
  const folders = new Map<SandboxId, Map<string, Set<object>>>();
  const watchers = new Map<
    object,
    { live: LiveSession; notify: (node: NodeName, paths: string[]) => void }
  >();

  const send = (sandboxId: SandboxId) => {
    const paths = [...(folders.get(sandboxId)?.keys() ?? [])];
    machines
      .current()
      ?.agent.watchFolders(sandboxId, paths)
      .catch((error) => log.debug({ event: "files.watch-failed", sandboxId, err: error }));
  };

  return {
    open(live: LiveSession, notify: (node: NodeName, paths: string[]) => void): FolderWatcher {
      const watcher = {};
      watchers.set(watcher, { live, notify });
      return {
        watch(node, path) {
          const sandboxId = live.record.nodes.find((one) => one.name === node)?.sandboxId;
          if (!sandboxId) return;
          const paths = folders.get(sandboxId) ?? new Map<string, Set<object>>();
          folders.set(sandboxId, paths);
          const known = paths.get(path);
          if (known) return void known.add(watcher);
          const oldest = paths.keys().next().value;
          if (paths.size >= MAX_FOLDERS && oldest !== undefined) paths.delete(oldest);
          paths.set(path, new Set([watcher]));
          send(sandboxId);
        },
        dispose() {
          watchers.delete(watcher);
          for (const [sandboxId, paths] of folders) {
            let changed = false;
            for (const [path, holders] of paths) {
              if (!holders.delete(watcher) || holders.size > 0) continue;
              paths.delete(path);
              changed = true;
            }
            if (paths.size === 0) folders.delete(sandboxId);
            if (changed && book.findNode(sandboxId)) send(sandboxId);
          }
        },
      };
    },
    report(sandboxId: SandboxId, paths: string[]): void {
      const found = book.findNode(sandboxId);
      if (!found) return;
      for (const { live, notify } of watchers.values())
        if (live === found.live) notify(found.node.name, paths);
    },
  };
}

export type FolderWatches = ReturnType<typeof createFolderWatches>;
