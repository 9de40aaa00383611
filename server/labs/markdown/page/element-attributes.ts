import type { Element } from "hast";
import { type Reading, withVariables } from "../reading.ts";
import { allowedAttributes } from "./sanitize-schema.ts";

type Attributes = Record<string, string | number | boolean>;

/** Ids of a text never meet those of the page. */
export const idPrefix = "lab-";

/** The attributes of an element that the page may have; urls are not among them. */
export function elementAttributes(element: Element, ids: Set<string>, reading: Reading): Attributes {
  const attributes: Attributes = {};
  const names = [...(allowedAttributes[element.tagName] ?? []), ...(allowedAttributes["*"] ?? [])];
  for (const name of names) {
    const value = element.properties[name];
    if (name === "href" || name === "src" || value === undefined || value === null) continue;
    if (name === "id") {
      const id = uniqueId(String(value), ids);
      if (id) attributes.id = id;
    } else if (name === "className") {
      if (Array.isArray(value) && value.length > 0) attributes.className = value.join(" ");
    } else if (typeof value === "string") attributes[name] = withVariables(value, reading).slice(0, 2000);
    else if (typeof value === "number" || typeof value === "boolean") attributes[name] = value;
  }
  return attributes;
}

/** The id that a heading can be linked by, as on GitHub. */
export function headingId(text: string, ids: Set<string>): string {
  const slug = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-")
    .slice(0, 80);
  const base = slug || "section";
  for (let count = 0; ; count += 1) {
    const id = uniqueId(count === 0 ? base : `${base}-${count}`, ids);
    if (id) return id;
  }
}

export const prefixedId = (id: string) =>
  id.startsWith(idPrefix) ? id : `${idPrefix}${id.replaceAll(/[^\p{L}\p{N}_.-]/gu, "")}`;

/** null when the id stands in the text already. */
function uniqueId(id: string, ids: Set<string>): string | null {
  const prefixed = prefixedId(id.slice(0, 100));
  if (ids.has(prefixed)) return null;
  ids.add(prefixed);
  return prefixed;
}
