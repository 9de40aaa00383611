import { nativeInfo } from "./native-words.ts";

const PRE = /^\s*<pre\b([^>]*)>([\s\S]*?)<\/pre>\s*$/i;
const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: " " };

const attribute = (tag: string, name: string) =>
  new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i").exec(tag)?.slice(1).find(Boolean);

const decoded = (text: string) =>
  text.replaceAll(/&(?:#(\d{1,6})|(\w{1,6}));/g, (written, code?: string, name?: string) => {
    if (code !== undefined) return String.fromCodePoint(Math.min(Number(code), 0x10ffff));
    return ENTITIES[name?.toLowerCase() ?? ""] ?? written;
  });

/** Katacoda's `<pre class="file">` as a fence that goes into the editor; null for other HTML. `lost` is what it asked for in vain. */
export function editorBlock(html: string): { fence: string; lost: string | null } | null {
  const [, tag = "", content = ""] = PRE.exec(html) ?? [];
  if (!/\bfile\b/.test(attribute(tag, "class") ?? "")) return null;
  const text = decoded(content).replace(/^\n/, "").replace(/\n$/, "");
  const path = attribute(tag, "data-filename") ?? null;
  const target = attribute(tag, "data-target") ?? "replace";
  const whole = path !== null && target === "replace";
  const marks = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const info = nativeInfo({
    language: path === null ? null : (/\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? null),
    run: false,
    copy: true,
    save: null,
    insert: whole ? path : null,
    terminal: null,
    node: null,
    interrupt: false,
    noEnter: false,
    highlight: null,
  });
  const lost =
    whole || target === "clipboard"
      ? null
      : `data-target="${target}" has no words in the native format: say in the text where this goes in ${path}.`;
  return { fence: `${marks}${info}\n${text}\n${marks}`, lost };
}
