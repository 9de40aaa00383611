import type { Element } from "hast";
import type { LabNode } from "../../../../runtime/protocol/index.ts";
import { component } from "../component.ts";
import { type Reading, withVariables } from "../reading.ts";
import { elementAttributes, prefixedId } from "./element-attributes.ts";
import { assetAddress, externalAddress, linkTarget } from "./link-target.ts";

/** A link, a port's preview, or only its words where it leads nowhere. */
export function link(element: Element, children: LabNode[], ids: Set<string>, reading: Reading): LabNode[] {
  const written = String(element.properties.href ?? "");
  const attributes = elementAttributes(element, ids, reading);
  const anchor = (href: string): LabNode[] => [{ tag: "a", attributes: { ...attributes, href }, children }];
  const target = linkTarget(written, reading);
  if (target.kind === "address") return anchor(target.href);
  if (target.kind === "place") return anchor(`#${prefixedId(plain(target.id))}`);
  if (target.kind === "port-choice") return [{ tag: "port-choice", children }];
  if (target.kind === "port") {
    const { node, port, path } = target;
    const made = component("port-link", { node, port, path });
    return made ? [{ ...made, children }] : children;
  }
  if (written !== "")
    reading.remark(
      "warning",
      element.position?.start.line,
      `The link to ${written.slice(0, 200)} leads nowhere here.`,
    );
  return children;
}

/** A picture of the lab; one of another site is a link, so that reading a lab tells nobody and needs no internet. */
export function picture(element: Element, inLink: boolean, reading: Reading): LabNode[] {
  const src = withVariables(String(element.properties.src ?? ""), reading).trim();
  const line = element.position?.start.line;
  const alt = withVariables(String(element.properties.alt ?? ""), reading).slice(0, 500);
  const url = assetAddress(src, reading);
  if (url) {
    const { id: _id, ...attributes } = elementAttributes(element, new Set(), reading);
    return [{ tag: "img", attributes: { ...size(attributes), alt, src: url } }];
  }
  const href = externalAddress(src);
  if (href) {
    reading.remark(
      "note",
      line,
      `The picture ${href.slice(0, 200)} is another site's: it is shown as a link.`,
    );
    const words = alt || (href.split("/").at(-1) ?? href);
    return inLink ? [words] : [{ tag: "a", attributes: { href }, children: [words] }];
  }
  reading.remark("warning", line, `There is no picture ${src.slice(0, 200) || "named here"}.`);
  return alt ? [alt] : [];
}

function size(attributes: Record<string, string | number | boolean>) {
  const valid = Object.entries(attributes).filter(
    ([name, value]) => (name !== "width" && name !== "height") || /^\d{1,4}(?:px|%)?$/.test(String(value)),
  );
  return Object.fromEntries(valid);
}

/** Another site's frame or video, as a link to it. */
export function frame(element: Element, inLink: boolean, reading: Reading): LabNode[] {
  const src = String(element.properties.src ?? "");
  const href = externalAddress(src);
  const line = element.position?.start.line;
  if (!href || href.startsWith("mailto:")) {
    reading.remark("warning", line, "A frame without an address of the web is left out.");
    return [];
  }
  reading.remark("note", line, `The frame of ${href.slice(0, 200)} is shown as a link.`);
  const words = String(element.properties.title ?? "") || href;
  const made = component("external-frame", { href });
  return inLink || !made ? [words] : [{ ...made, children: [words] }];
}

function plain(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
