import type { Options } from "rehype-sanitize";
import { slotTag } from "../slots.ts";

/** HTML that an author may write, and what Markdown makes. Everything that acts comes in through slots. */
export const allowedTags = (
  "a abbr b big blockquote br caption center cite code dd del details dfn div dl dt em figcaption figure " +
  "h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q s samp section small span strike strong sub summary sup " +
  "table tbody td tfoot th thead time tr tt u ul var wbr"
).split(" ");

/** Attributes by element, as the page's elements name them. Urls and ids are looked at again when the tree is made. */
export const allowedAttributes: Record<string, string[]> = {
  a: ["href"],
  img: ["src", "alt", "width", "height"],
  input: ["type", "checked", "disabled"],
  ol: ["start", "reversed"],
  li: ["value", "className"],
  ul: ["className"],
  section: ["className"],
  h2: ["className"],
  td: ["align", "colSpan", "rowSpan"],
  th: ["align", "colSpan", "rowSpan"],
  p: ["align"],
  div: ["align"],
  details: ["open"],
  "*": ["id", "title", "lang"],
};

export const sanitizeSchema: Options = {
  tagNames: [...allowedTags, "iframe", "video", slotTag],
  attributes: {
    ...allowedAttributes,
    input: [["type", "checkbox"], "checked", "disabled"],
    // Those that Markdown's own lists of tasks and footnotes have.
    li: ["value", ["className", "task-list-item"]],
    ul: [["className", "contains-task-list"]],
    section: [["className", "footnotes"]],
    h2: [["className", "sr-only"]],
    iframe: ["src", "title"],
    video: ["src", "title"],
    [slotTag]: ["dataSlot"],
  },
  protocols: { href: ["http", "https", "mailto"], src: ["http", "https"] },
  required: { input: { type: "checkbox", disabled: true } },
  strip: ["script", "style"],
  clobber: [],
  ancestors: {
    li: ["ul", "ol"],
    tbody: ["table"],
    td: ["table"],
    tfoot: ["table"],
    th: ["table"],
    thead: ["table"],
    tr: ["table"],
  },
};
