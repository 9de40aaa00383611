import { posix } from "node:path";

/** A path as an author writes it, absolute: below the working folder unless it begins with `/` or `~`. */
export function absolutePath(written: string, workingFolder: string): string {
  const home = /^~(?=\/|$)/.test(written) ? `/root${written.slice(1)}` : written;
  return posix.resolve("/", workingFolder, home);
}

/**
 * The path below the lab's root of what a text refers to: from its own folder, or from the root when it begins with `/`.
 * null when it leaves the root, or is not a path at all.
 */
export function pathBelowRoot(written: string, file: string): string | null {
  const [path = ""] = written.split(/[?#]/);
  if (path === "" || /^[a-z][a-z0-9+.-]*:|^\/\/|\\/i.test(path)) return null;
  const plain = decoded(path);
  const from = plain.startsWith("/") ? "" : posix.dirname(file);
  const whole = posix.normalize(posix.join(from, plain)).replace(/^\/+/, "");
  return whole === "" || whole === "." || whole.split("/").includes("..") ? null : whole;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
