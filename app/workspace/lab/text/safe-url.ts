const OUTWARD = new Set(["http:", "https:", "mailto:"]);

/** An address below the API of this very server, however it is written; null for any other. */
function ownAddress(url: string): string | null {
  if (!/^\/api\/[^\\\s]*$/.test(url)) return null;
  const base = "http://own.invalid";
  if (!URL.canParse(url, base)) return null;
  const parsed = new URL(url, base);
  return parsed.origin === base && parsed.pathname.startsWith("/api/")
    ? parsed.pathname + parsed.search + parsed.hash
    : null;
}

/** Where a link of an author's text may lead: a place in the text, this server's API, the web, a mail. Null for all else. */
export function safeHref(url: unknown): string | null {
  if (typeof url !== "string") return null;
  const trimmed = url.trim();
  if (trimmed.startsWith("#")) return /^#[^\s]*$/.test(trimmed) ? `#lab-${trimmed.slice(1)}` : null;
  const own = ownAddress(trimmed);
  if (own) return own;
  if (!/^[a-z]+:/i.test(trimmed) || !URL.canParse(trimmed)) return null;
  const parsed = new URL(trimmed);
  return OUTWARD.has(parsed.protocol) ? parsed.href : null;
}

/** A picture that may be loaded: one of the lab's own. Pictures elsewhere would tell their host who reads. */
export function safeSource(url: unknown): string | null {
  return typeof url === "string" ? ownAddress(url.trim()) : null;
}
