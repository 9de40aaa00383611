/** Elements that never reach the page, with all that they hold. */
const withContent = [
  "script",
  "style",
  "svg",
  "math",
  "template",
  "object",
  "applet",
  "noscript",
  "noembed",
  "noframes",
];
/** Elements that would make an HTML parser take what follows for something else. */
const tagOnly =
  "textarea title xmp plaintext select option optgroup frameset frame html head body base link meta form button embed portal dialog marquee image listing isindex keygen".split(
    " ",
  );
const dropped = new RegExp(`</?(?:${[...withContent, ...tagOnly].join("|")})(?![\\w-])[^<>]*>?`, "gi");

/** An author's piece of HTML without the elements that have no place in a lab; `left` names those that were taken out. */
export function safeHtmlSource(html: string): { html: string; left: string[] } {
  const left = new Set<string>();
  let kept = html;
  for (const name of withContent) kept = withoutElement(kept, name, left);
  kept = kept.replaceAll(dropped, (written) => {
    left.add(/\w+/.exec(written)?.[0]?.toLowerCase() ?? written);
    return "";
  });
  return { html: kept, left: [...left] };
}

function withoutElement(html: string, name: string, left: Set<string>): string {
  const lower = html.toLowerCase();
  let kept = "";
  let from = 0;
  for (;;) {
    const start = lower.indexOf(`<${name}`, from);
    const end = start < 0 ? -1 : lower.indexOf(`</${name}`, start);
    if (end < 0) return kept + html.slice(from);
    const close = lower.indexOf(">", end);
    kept += html.slice(from, start);
    left.add(name);
    from = close < 0 ? html.length : close + 1;
  }
}
