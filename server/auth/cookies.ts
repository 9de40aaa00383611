/** The value of one cookie in a Cookie header; the first wins, as browsers send the most specific first. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(";") ?? []) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** The Cookie header without one cookie; undefined when nothing is left. */
export function withoutCookie(header: string | undefined, name: string): string | undefined {
  const rest = (header?.split(";") ?? [])
    .map((part) => part.trim())
    .filter((part) => !part.startsWith(`${name}=`));
  return rest.some((part) => part !== "") ? rest.join("; ") : undefined;
}
