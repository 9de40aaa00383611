import type { Element, Nodes, Root } from "hast";
import type { LabNode, LabText } from "../../../../runtime/protocol/index.ts";
import type { Reading } from "../reading.ts";
import { slotTag } from "../slots.ts";
import { textOf } from "./author-html.ts";
import { elementAttributes, headingId } from "./element-attributes.ts";
import { frame, link, picture } from "./outward-elements.ts";
import { allowedTags } from "./sanitize-schema.ts";
import { textPieces } from "./text-pieces.ts";

/** Elements inside each other; what is deeper is shown as text. */
const deepest = 100;
const tags = new Set(allowedTags);
/** Line breaks between their children say nothing, and browsers do not want them in tables. */
const spaced = new Set(
  "root table thead tbody tfoot tr ul ol li blockquote section div details dl".split(" "),
);

interface Place {
  depth: number;
  inLink: boolean;
  parent: string;
}

/** Makes the page's tree of a cleaned one: the last guard, by which nothing passes that is not named here. */
export function toLabText(tree: Root, reading: Reading): LabText {
  const ids = new Set<string>();
  return childrenOf(tree.children, { depth: 0, inLink: false, parent: "root" });

  function childrenOf(nodes: readonly Nodes[], place: Place): LabNode[] {
    const made: LabNode[] = [];
    for (const node of nodes)
      for (const piece of nodeOf(node, place)) {
        const last = made.at(-1);
        if (typeof piece === "string" && typeof last === "string") made[made.length - 1] = last + piece;
        else made.push(piece);
      }
    return made;
  }

  function nodeOf(node: Nodes, place: Place): LabNode[] {
    if (node.type === "text") {
      if (spaced.has(place.parent) && /^\n*$/.test(node.value)) return [];
      return textPieces(node.value, place.inLink, reading);
    }
    if (node.type !== "element") return [];
    if (place.depth >= deepest) return textPieces(textOf(node), true, reading);
    return elementOf(node, { ...place, depth: place.depth + 1, parent: node.tagName });
  }

  function elementOf(element: Element, place: Place): LabNode[] {
    const { tagName } = element;
    if (tagName === slotTag) return slotOf(element, place);
    if (tagName === "img") return picture(element, place.inLink, reading);
    if (tagName === "iframe" || tagName === "video") return frame(element, place.inLink, reading);
    if (tagName === "a")
      return place.inLink
        ? childrenOf(element.children, place)
        : link(element, childrenOf(element.children, { ...place, inLink: true }), ids, reading);
    const children = childrenOf(element.children, place);
    if (!tags.has(tagName)) return children;
    const only = children[0];
    if (tagName === "p" && children.length === 1 && typeof only === "object" && only.tag === "quiz")
      return children;
    const attributes = elementAttributes(element, ids, reading);
    if (/^h[1-6]$/.test(tagName)) attributes.id ??= headingId(textOf(element), ids);
    return [
      {
        tag: tagName,
        ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
        ...(children.length > 0 ? { children } : {}),
      },
    ];
  }

  function slotOf(element: Element, place: Place): LabNode[] {
    const found = reading.slots.find(element.properties.dataSlot);
    const isLink = found ? ["file-link", "port-link", "variable-button"].includes(found.tag) : false;
    const inside = { ...place, parent: found && !isLink ? "div" : "span", inLink: place.inLink || isLink };
    const children = childrenOf(element.children, inside);
    if (!found) return children;
    // A link in a link cannot be: the inner one is its text.
    if (place.inLink && (isLink || found.tag === "inline-code")) return [...(found.children ?? children)];
    return [{ ...found, children: found.children ?? children }];
  }
}
