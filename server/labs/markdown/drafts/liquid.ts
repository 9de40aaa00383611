import type { Draft } from "./draft.ts";

const tag = /\{%-?\s*(\/?[\w-]+)([^%]*?)-?%\}/g;
const output = /\{\{-?\s*(site\.baseurl|site\.url|page\.[\w.]+|site\.[\w.]+)[^{}]*\}\}/g;

/** Removes Jekyll's Liquid tags: what raw blocks hold stays as it is; includes and values of the site are told as left out. */
export function takeLiquid(draft: Draft): void {
  let raw = false;
  let comment = false;
  for (const line of draft.lines) {
    let cut = 0;
    let kept = "";
    const keep = (text: string) => {
      if (comment) return;
      kept += raw
        ? text
        : text.replaceAll(output, (written: string, name: string) => value(written, name, line.line));
    };
    for (const match of line.text.matchAll(tag)) {
      const [written, name = "", words = ""] = match;
      if (raw && name !== "endraw") continue;
      keep(line.text.slice(cut, match.index));
      cut = match.index + written.length;
      if (name === "raw" || name === "endraw") raw = name === "raw";
      else if (name === "comment" || name === "endcomment") comment = name === "comment";
      else if (name === "highlight") kept += `\`\`\`${words.trim().split(/\s/)[0] ?? ""}`;
      else if (name === "endhighlight") kept += "```";
      else if (!comment) draft.remark("warning", line.line, `${written} is Jekyll's and is left out.`);
    }
    keep(line.text.slice(cut));
    line.text = kept;
  }

  function value(written: string, name: string, line: number): string {
    if (name === "site.baseurl" || name === "site.url") return "";
    draft.remark("warning", line, `${written} is Jekyll's and is left out.`);
    return "";
  }
}
