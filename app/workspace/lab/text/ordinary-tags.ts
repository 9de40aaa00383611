import type { CSSProperties } from "react";
import type { LabElement } from "../../../../runtime/protocol/index.ts";

/** HTML that an author's text may be drawn with, and the tag that it becomes: headings stand below those of the page. */
const TAGS: Record<string, string> = {
  ...Object.fromEntries(
    (
      "p strong em b i u s del ins sub sup small mark kbd samp var abbr dfn time cite q br hr wbr blockquote ul ol li dl dt dd pre code " +
      "table thead tbody tfoot tr th td caption figure figcaption div span section details summary"
    )
      .split(" ")
      .map((tag) => [tag, tag]),
  ),
  h1: "h3",
  h2: "h3",
  h3: "h4",
  h4: "h5",
  h5: "h6",
  h6: "h6",
  center: "div",
  strike: "s",
  tt: "code",
};

/** Elements that hold nothing. */
const VOID = new Set(["br", "hr", "wbr"]);
const CLASSES = new Set(["sr-only", "footnotes", "task-list-item", "contains-task-list"]);
const ALIGNMENTS = new Set(["left", "center", "right"]);

const count = (value: unknown, most: number): number | undefined => {
  const number = Number(value);
  return Number.isInteger(number) && number >= 0 && number <= most ? number : undefined;
};

export interface OrdinaryElement {
  tag: string;
  props: Record<string, string | number | boolean | CSSProperties>;
  empty: boolean;
}

/** How an ordinary element is drawn; null for a tag that is not known, whose children are drawn in its place. */
export function ordinaryElement({ tag, attributes = {} }: LabElement): OrdinaryElement | null {
  const drawn = Object.hasOwn(TAGS, tag) ? TAGS[tag] : undefined;
  if (!drawn) return null;
  const given = new Map(
    Object.entries(attributes).map(([name, value]) => [name.toLowerCase().replaceAll("-", ""), value]),
  );
  const props: OrdinaryElement["props"] = {};
  const keep = (name: string, value: string | number | boolean | undefined) => {
    if (value !== undefined) props[name] = value;
  };
  const id = given.get("id");
  if (typeof id === "string" && /^[^\s]{1,120}$/.test(id)) props.id = `lab-${id}`;
  const names = String(given.get("classname") ?? given.get("class") ?? "").split(/\s+/);
  const known = names.filter((name) => CLASSES.has(name));
  if (known.length > 0) props.className = known.join(" ");
  const align = String(given.get("align") ?? (tag === "center" ? "center" : ""));
  if (ALIGNMENTS.has(align)) props.style = { textAlign: align as "left" | "center" | "right" };
  const title = given.get("title");
  if (tag === "abbr" && typeof title === "string") props.title = title;
  if (tag === "ol") {
    keep("start", count(given.get("start") ?? undefined, 100_000));
    if (given.get("reversed")) props.reversed = true;
  }
  if (tag === "li" && given.has("value")) keep("value", count(given.get("value"), 100_000));
  if (tag === "td" || tag === "th") {
    if (given.has("colspan")) keep("colSpan", count(given.get("colspan"), 100));
    if (given.has("rowspan")) keep("rowSpan", count(given.get("rowspan"), 1_000));
  }
  if (tag === "details" && given.has("open") && given.get("open") !== false) props.open = true;
  return { tag: drawn, props, empty: VOID.has(tag) };
}
