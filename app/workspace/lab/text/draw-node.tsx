import { createElement, type ReactNode } from "react";
import { LabComponent, type LabElement, type LabNode } from "../../../../runtime/protocol/index.ts";
import { Admonition } from "./admonition.tsx";
import { CodeBlock } from "./code-block.tsx";
import { Folded } from "./folded.tsx";
import { InlineCode } from "./inline-code.tsx";
import { FileLink, OutwardLink, PortChoice, PortLink } from "./links.tsx";
import { MermaidDiagram } from "./mermaid-diagram.tsx";
import { OnlyOn } from "./only-on.tsx";
import { ordinaryElement } from "./ordinary-tags.ts";
import { QuizPlace } from "./quiz-place.tsx";
import { safeHref, safeSource } from "./safe-url.ts";
import { Scrolling } from "./scrolling.tsx";
import { TextTabs } from "./text-tabs.tsx";
import { VariableButton, VariableInput } from "./variables.tsx";

/** Deeper nesting than this is no text that a person wrote: its words are kept, its elements are not. */
const MAX_DEPTH = 60;

/** All the words below a node. */
export function plainText(node: LabNode): string {
  const words: string[] = [];
  const waiting: LabNode[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next === "string") words.push(next);
    else waiting.push(...[...(next.children ?? [])].reverse());
  }
  return words.join("");
}

type Children = readonly LabNode[];
type Draw = (children: Children) => ReactNode[];
type Drawer = (attributes: Record<string, unknown>, children: Children, draw: Draw) => ReactNode;

/** A drawer for a component: attributes that are not what the component takes leave its children alone. */
function drawer<Name extends keyof typeof LabComponent>(
  name: Name,
  run: (given: ReturnType<(typeof LabComponent)[Name]["parse"]>, children: Children, draw: Draw) => ReactNode,
): Drawer {
  return (attributes, children, draw) => {
    const parsed = LabComponent[name].safeParse(attributes);
    if (!parsed.success) return inPlace(draw(children));
    return run(parsed.data as ReturnType<(typeof LabComponent)[Name]["parse"]>, children, draw);
  };
}

const inPlace = (drawn: ReactNode[]) => createElement("span", null, ...drawn);

const tabOf = (node: LabNode, draw: Draw) => {
  if (typeof node === "string" || node.tag !== "tab") return [];
  const given = LabComponent.tab.safeParse(node.attributes ?? {});
  return given.success ? [{ title: given.data.title, content: draw(node.children ?? []) }] : [];
};

const COMPONENTS: Record<string, Drawer> = {
  "code-block": drawer("code-block", (given, children) => <CodeBlock {...given} tokens={children} />),
  "inline-code": drawer("inline-code", (given) => <InlineCode {...given} />),
  "file-link": drawer("file-link", (given, children, draw) =>
    createElement(FileLink, given, ...draw(children)),
  ),
  "port-link": drawer("port-link", (given, children, draw) =>
    createElement(PortLink, given, ...draw(children)),
  ),
  "port-choice": drawer("port-choice", (_given, children, draw) =>
    createElement(PortChoice, null, ...draw(children)),
  ),
  admonition: drawer("admonition", (given, children, draw) =>
    createElement(Admonition, given, ...draw(children)),
  ),
  tabs: drawer("tabs", (_given, children, draw) => (
    <TextTabs tabs={children.flatMap((child) => tabOf(child, draw))} />
  )),
  mermaid: drawer("mermaid", (given) => <MermaidDiagram {...given} />),
  "variable-input": drawer("variable-input", (given) => <VariableInput {...given} />),
  "variable-button": drawer("variable-button", (given, children, draw) =>
    createElement(VariableButton, given, ...draw(children)),
  ),
  "os-only": drawer("os-only", (given, children, draw) => createElement(OnlyOn, given, ...draw(children))),
  quiz: drawer("quiz", ({ id }) => <QuizPlace id={id} />),
  "external-frame": drawer("external-frame", ({ href }, children, draw) => {
    const safe = safeHref(href);
    const drawn = draw(children);
    if (!safe) return inPlace(drawn);
    return createElement(OutwardLink, { href: safe }, ...(drawn.length > 0 ? drawn : [safe]));
  }),
};

function drawLink({ attributes = {} }: LabElement, drawn: ReactNode[]): ReactNode {
  const href = safeHref(attributes.href);
  if (!href) return inPlace(drawn);
  if (href.startsWith("#")) return createElement("a", { href }, ...drawn);
  return createElement(OutwardLink, { href }, ...drawn);
}

function drawPicture({ attributes = {} }: LabElement): ReactNode {
  const alt = typeof attributes.alt === "string" ? attributes.alt : "";
  const src = safeSource(attributes.src);
  if (src) {
    const [, size, unit] = /^(\d{1,4})(px|%)?$/.exec(String(attributes.width ?? "")) ?? [];
    const style = size && { width: `${size}${unit ?? "px"}` };
    return createElement("img", {
      src,
      alt,
      loading: "lazy",
      decoding: "async",
      ...(style ? { style } : {}),
    });
  }
  const href = safeHref(attributes.src);
  if (!href || href.startsWith("#")) return alt;
  return <OutwardLink href={href}>{alt || "A picture on another site"}</OutwardLink>;
}

/** Draws a tree of an author's text. What is not known becomes its children; nothing is taken as HTML. */
export function drawNode(node: LabNode, depth = 0): ReactNode {
  if (typeof node === "string") return node;
  if (depth > MAX_DEPTH) return plainText(node);
  const { tag, attributes = {}, children = [] } = node;
  const draw: Draw = (nodes) => nodes.map((child) => drawNode(child, depth + 1));
  const component = Object.hasOwn(COMPONENTS, tag) ? COMPONENTS[tag] : undefined;
  if (component) return component(attributes, children, draw);
  if (tag === "a") return drawLink(node, draw(children));
  if (tag === "img") return drawPicture(node);
  if (tag === "input")
    return (
      <input
        type="checkbox"
        disabled
        checked={attributes.checked === true}
        readOnly
        aria-label={attributes.checked === true ? "Done" : "To do"}
      />
    );
  const ordinary = ordinaryElement(node);
  if (!ordinary) return inPlace(draw(children));
  if (ordinary.empty) return createElement(ordinary.tag, ordinary.props);
  const element =
    ordinary.tag === "details"
      ? createElement(Folded, { open: ordinary.props.open === true }, ...draw(children))
      : createElement(ordinary.tag, ordinary.props, ...draw(children));
  if (tag === "table") return <Scrolling label="Table">{element}</Scrolling>;
  return element;
}
