"use client";
import { createElement } from "react";
import type { LabText as Text } from "../../../../runtime/protocol/index.ts";
import { drawNode } from "./draw-node.tsx";

/** An author's text, drawn by this page's own components. What its buttons do is told by `LabTextContext`. */
export function LabText({ text, lang, small = false }: { text: Text; lang?: string; small?: boolean }) {
  return createElement(
    "div",
    { className: `lab-text${small ? " lab-text-small" : ""}`, lang },
    ...text.map((node) => drawNode(node)),
  );
}
