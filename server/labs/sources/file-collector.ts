import type { LabFolder } from "../model/folder.ts";
import { checkPath, showName } from "./check-path.ts";
import { folderInMemory, type MemoryFile } from "./folder-in-memory.ts";
import { refuseSource } from "./refuse-source.ts";
import type { SourceLimits } from "./source-limits.ts";

/** Folders of a version control system, of a packer or of a package manager: no part of a lab. */
const NOT_CONTENT = new Set([".git", ".hg", ".svn", "__MACOSX", "node_modules", ".DS_Store"]);
/** Names that say what is in them: a folder of this name is never taken for a mere wrapping. */
const MEANINGFUL = new Set(["_posts", "courses", "labs", "steps", "labspace", ".labspace", "assets"]);

export function isContent(path: string): boolean {
  return !path.split("/").some((part) => NOT_CONTENT.has(part));
}

/**
 * Gathers a stranger's files one by one and throws `lab.source-refused` as soon as a limit is passed or a name is not safe.
 * `packedBytes` is the size of what they come from: with it, a bomb is known by its ratio.
 */
export function createFileCollector(limits: SourceLimits, packedBytes: number | null) {
  const files = new Map<string, MemoryFile>();
  let entries = 0;
  let totalBytes = 0;

  function expectEntry(name: string): void {
    entries += 1;
    if (entries > limits.maxEntries)
      throw refuseSource(`There are more than ${limits.maxEntries} files and folders in it.`);
    const path = name.replace(/^(?:\.\/)+/, "").replace(/\/$/, "");
    const why = path === "" || path === "." ? null : checkPath(path);
    if (why !== null) throw refuseSource(`“${showName(name)}” ${why}.`);
  }

  /** To be told of each piece before it is kept, so that memory is never taken for more than allowed. */
  function expectBytes(name: string, fileBytes: number, pieceBytes: number): void {
    totalBytes += pieceBytes;
    if (fileBytes > limits.maxFileBytes)
      throw refuseSource(`“${showName(name)}” is larger than ${inMebibytes(limits.maxFileBytes)}.`);
    if (totalBytes > limits.maxTotalBytes)
      throw refuseSource(`Its files are larger than ${inMebibytes(limits.maxTotalBytes)} together.`);
    if (packedBytes !== null && totalBytes > 1024 * 1024 && totalBytes > packedBytes * limits.maxRatio)
      throw refuseSource("It unpacks to far more than its size: it looks like an archive made to do harm.");
  }

  function add(name: string, bytes: Uint8Array, executable: boolean): void {
    const path = name.replace(/^(?:\.\/)+/, "");
    if (files.has(path)) throw refuseSource(`“${showName(name)}” is in it twice.`);
    if (isContent(path)) files.set(path, { bytes, executable });
  }

  return {
    expectEntry,
    expectBytes,
    add,
    /** The whole file at once. */
    addFile(name: string, bytes: Uint8Array, executable: boolean): void {
      expectEntry(name);
      expectBytes(name, bytes.length, bytes.length);
      add(name, bytes, executable);
    },
    folder(options: { stripTop: boolean }): LabFolder {
      for (const path of files.keys()) {
        const parents = path.split("/").slice(0, -1);
        for (let depth = 1; depth <= parents.length; depth++)
          if (files.has(parents.slice(0, depth).join("/")))
            throw refuseSource(
              `“${showName(parents.slice(0, depth).join("/"))}” is both a file and a folder.`,
            );
      }
      return folderInMemory(options.stripTop ? withoutTop(files) : files);
    },
  };
}
export type FileCollector = ReturnType<typeof createFileCollector>;

/** Archives of repositories wrap all in one folder: it is taken off, once. */
function withoutTop(files: ReadonlyMap<string, MemoryFile>): ReadonlyMap<string, MemoryFile> {
  const tops = new Set([...files.keys()].map((path) => path.slice(0, path.indexOf("/") + 1)));
  const [top] = tops;
  if (tops.size !== 1 || top === undefined || top === "" || MEANINGFUL.has(top.slice(0, -1))) return files;
  return new Map([...files].map(([path, file]) => [path.slice(top.length), file]));
}

function inMebibytes(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MiB` : `${bytes} bytes`;
}
