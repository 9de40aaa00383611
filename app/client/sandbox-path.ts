/** Paths in a sandbox are absolute and normalised. */
export function joinPath(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}

export function parentPath(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut <= 0 ? "/" : path.slice(0, cut);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1) || "/";
}

/** Whether a change report (of a file, or of the folder that holds it) concerns this file. */
export function touchesFile(reported: readonly string[], file: string): boolean {
  return reported.some((path) => path === file || path === parentPath(file));
}

/** Whether a change report concerns the listing of this folder. */
export function touchesFolder(reported: readonly string[], folder: string): boolean {
  return reported.some((path) => path === folder || parentPath(path) === folder);
}

/** Why a typed name cannot be a file's name, in words for the person; null when it can. May hold slashes: folders on the way. */
export function nameProblem(name: string): string | null {
  if (name.trim() === "") return "Type a name.";
  if (/\p{Cc}/u.test(name)) return "A name cannot hold control characters.";
  if (name.startsWith("/") || name.endsWith("/") || name.includes("//"))
    return "Slashes go between names only.";
  if (name.split("/").some((part) => part === "." || part === "..")) return '"." and ".." are not names.';
  if (new TextEncoder().encode(name).length > 255) return "That name is too long.";
  return null;
}
