import { RE2JS } from "re2js";

export interface Glob {
  /** The folders before the first sign of a pattern, without a slash at its end: `docs` of `docs/*.md`; `""` for none. */
  base: string;
  matches(path: string): boolean;
}

/**
 * Compiles an author's pattern: `*`, `**`, `?`, `[a-z]`, `{a,b}`; files that begin with a dot are matched as all others. null for a plain
 * path. Throws on a pattern that is not closed. It becomes an expression of RE2, which matches in linear time: the
 * usual ones of glob libraries take hours for a hostile pattern.
 */
export function compileGlob(pattern: string): Glob | null {
  const folders = pattern.split("/");
  const first = folders.findIndex((part) => /[*?[{]/.test(part));
  if (first === -1) return null;
  const expression = RE2JS.compile(asExpression(pattern));
  return { base: folders.slice(0, first).join("/"), matches: (path) => expression.matches(path) };
}

const PARTS = /\*\*\/|\*+|\?|\[!?[^\]/]+\]|[{},]|[^*?[{},]+|./gs;

function asExpression(pattern: string): string {
  let open = 0;
  const parts = pattern.match(PARTS) ?? [];
  return parts
    .map((part, index) => {
      const ownFolder = index === 0 || (parts[index - 1] ?? "").endsWith("/");
      if (part === "**/") return ownFolder ? "(?:.*/)?" : "[^/]*/";
      if (part === "**" && ownFolder && index === parts.length - 1) return ".*";
      if (part.startsWith("*")) return "[^/]*";
      if (part === "?") return "[^/]";
      if (part.length > 2 && part.startsWith("[")) return asClass(part);
      if (part === "{") {
        open++;
        return "(?:";
      }
      if (part === "}" && open > 0) {
        open--;
        return ")";
      }
      return part === "," && open > 0 ? "|" : RE2JS.quote(part);
    })
    .join("");
}

function asClass(part: string): string {
  const negated = part.startsWith("[!") || part.startsWith("[^");
  const signs = part.slice(negated ? 2 : 1, -1).replace(/[\\[\]^&]/g, "\\$&");
  return `[${negated ? "^/" : ""}${signs}]`;
}
