/**
 * A path that an author wrote in a file of the folder, as a path below the repository's root; null when it leaves the
 * repository or is absolute. Backslashes are taken as slashes.
 */
export function pathFrom(folder: string, written: string): string | null {
  const slashed = written.trim().replaceAll("\\", "/");
  if (slashed.startsWith("/") || /^[A-Za-z]:\//.test(slashed)) return null;
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of slashed.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}

/** The folder of a path; `""` at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

export function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Where a file goes in a sandbox: `~` is /root, as is the folder of paths that do not begin with a slash. `..` is resolved. */
export function pathInSandbox(written: string): string {
  const absolute = written.trim().replace(/^~(?=\/|$)/, "/root");
  const parts: string[] = [];
  for (const part of (absolute.startsWith("/") ? absolute : `/root/${absolute}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
