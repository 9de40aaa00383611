const MAX_PATH_CHARACTERS = 512;

/** Why a name from an archive or a repository may not become a path below a lab's root, in words that follow the name; null when it may. */
export function checkPath(path: string): string | null {
  if (path === "") return "is empty";
  if (path.length > MAX_PATH_CHARACTERS) return `is longer than ${MAX_PATH_CHARACTERS} characters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f]/.test(path)) return "has a control character in its name";
  if (path.includes("\\")) return "has a backslash in its name";
  if (path.startsWith("/")) return "is an absolute path";
  if (/^[A-Za-z]:/.test(path)) return "begins with a drive letter";
  const parts = path.split("/");
  if (parts.includes("..")) return "leads out of the folder";
  if (parts.some((part) => part === "" || part === ".")) return "has an empty part in its path";
  return null;
}

/** A name as it is told to people: no control characters, and not endless. */
export function showName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  const plain = name.replace(/[\u0000-\u001f\u007f]/g, "?");
  return plain.length > 80 ? `${plain.slice(0, 80)}…` : plain;
}
