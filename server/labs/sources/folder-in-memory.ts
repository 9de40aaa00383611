import type { LabFolder } from "../model/folder.ts";

export interface MemoryFile {
  bytes: Uint8Array;
  executable: boolean;
}

/** A folder of the files given, by path below its root. Paths are taken as they are: check those of strangers first. */
export function folderInMemory(
  files: Record<string, string | Uint8Array | MemoryFile> | ReadonlyMap<string, MemoryFile>,
): LabFolder {
  const byPath: ReadonlyMap<string, MemoryFile> =
    files instanceof Map
      ? new Map(files)
      : new Map(Object.entries(files).map(([path, file]) => [path, asFile(file)]));
  const sorted = [...byPath.keys()].sort();
  const get = (path: string): MemoryFile => {
    const file = byPath.get(path);
    if (file === undefined) throw new Error(`no file ${path} in this folder`);
    return file;
  };
  return {
    paths: () => sorted,
    has: (path) => byPath.has(path),
    read: (path) => get(path).bytes,
    text: (path) => decodeText(get(path).bytes),
    isExecutable: (path) => byPath.get(path)?.executable ?? false,
  };
}

function asFile(file: string | Uint8Array | MemoryFile): MemoryFile {
  if (typeof file === "string") return { bytes: new TextEncoder().encode(file), executable: false };
  return file instanceof Uint8Array ? { bytes: file, executable: false } : file;
}

/** UTF-8 with its byte order mark removed and each line ended by a line feed; wrong bytes become U+FFFD. */
function decodeText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes).replace(/\r\n?/g, "\n");
}
