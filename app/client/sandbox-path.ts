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

/** A name as it may be shown: characters that turn the reading order, and so disguise `exe.png`, are spelled out. */
export function displayName(name: string): string {
  return name.replace(
    /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16)}`,
  );
}

/** Whether a change report (of a file, or of the folder that holds it) concerns this file. */
export function touchesFile(reported: readonly string[], file: string): boolean {
  return reported.some((path) => path === file || path === parentPath(file));
}

/** Whether a change report concerns the listing of this folder. */
export function touchesFolder(reported: readonly string[], folder: string): boolean {
  return reported.some((path) => path === folder || parentPath(path) === folder);
}

export type PathPlan = { path: string; problem?: undefined } | { path?: undefined; problem: string };

/**
 * The path that a typed name means in a folder: a name, names with slashes (folders on the way), `..`, or a whole path.
 * A slash at the end means "into that folder", under the name `keep` where there is one. Else why not, in words for the person.
 */
export function planPath(folder: string, typed: string, keep = ""): PathPlan {
  if (typed.trim() === "") return { problem: "Type a name." };
  if (/\p{Cc}/u.test(typed)) return { problem: "A name cannot hold control characters." };
  const whole = (typed.startsWith("/") ? typed : joinPath(folder, typed)) + (typed.endsWith("/") ? keep : "");
  const names: string[] = [];
  for (const name of whole.split("/")) {
    if (name === "" || name === ".") continue;
    if (new TextEncoder().encode(name).length > 255) return { problem: "That name is too long." };
    if (name === "..") names.pop();
    else names.push(name);
  }
  if (names.length === 0) return { problem: "That is the top folder itself." };
  return { path: `/${names.join("/")}` };
}

/** The folders from the top down to this one, without those that hold `known` or are it. */
export function foldersOnTheWay(folder: string, known: string): string[] {
  const names = folder.split("/").filter(Boolean);
  const all = names.map((_, at) => `/${names.slice(0, at + 1).join("/")}`);
  return all.filter((path) => path !== known && !known.startsWith(`${path}/`));
}
