import type { PromiseFsClient } from "isomorphic-git";

/**
 * The few files that Git keeps of a repository while it is read, in memory: nothing of a stranger's is written to disk.
 * `beforeWrite` sees each file first and may throw.
 */
export function createGitStore(beforeWrite: (path: string, bytes: Uint8Array) => void): PromiseFsClient {
  const files = new Map<string, Uint8Array>();
  const folders = new Set<string>(["/"]);
  const parent = (path: string) => path.slice(0, path.lastIndexOf("/")) || "/";

  async function stat(path: string) {
    const bytes = files.get(path);
    if (bytes === undefined && !folders.has(path)) throw failure("ENOENT", path);
    const isFolder = bytes === undefined;
    return {
      type: isFolder ? "dir" : "file",
      mode: isFolder ? 0o040755 : 0o100644,
      size: bytes?.length ?? 0,
      ino: 0,
      mtimeMs: 0,
      ctimeMs: 0,
      uid: 0,
      gid: 0,
      dev: 0,
      isFile: () => !isFolder,
      isDirectory: () => isFolder,
      isSymbolicLink: () => false,
    };
  }

  return {
    promises: {
      async readFile(path: string, options?: string | { encoding?: string }) {
        const bytes = files.get(path);
        if (bytes === undefined) throw failure(folders.has(path) ? "EISDIR" : "ENOENT", path);
        const encoding = typeof options === "string" ? options : options?.encoding;
        return encoding === "utf8" ? new TextDecoder().decode(bytes) : bytes;
      },
      async writeFile(path: string, data: string | Uint8Array) {
        if (!folders.has(parent(path))) throw failure("ENOENT", path);
        const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
        beforeWrite(path, bytes);
        files.set(path, bytes);
      },
      async unlink(path: string) {
        if (!files.delete(path)) throw failure("ENOENT", path);
      },
      async readdir(path: string) {
        if (!folders.has(path)) throw failure("ENOENT", path);
        return [...files.keys(), ...folders]
          .filter((one) => one !== path && parent(one) === path)
          .map((one) => one.slice(one.lastIndexOf("/") + 1));
      },
      async mkdir(path: string) {
        if (folders.has(path) || files.has(path)) throw failure("EEXIST", path);
        if (!folders.has(parent(path))) throw failure("ENOENT", path);
        folders.add(path);
      },
      async rmdir(path: string) {
        if (!folders.delete(path)) throw failure("ENOENT", path);
      },
      stat,
      lstat: stat,
      async readlink(path: string) {
        throw failure("EINVAL", path);
      },
      async symlink(_target: string, path: string) {
        throw failure("EPERM", path);
      },
      async chmod() {},
    },
  };
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
