import type { LabElement, LabNode, LabText } from "../../../../runtime/protocol/index.ts";

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const VOID = new Set(["br", "hr", "img", "input", "col", "wbr"]);
const NAME = /^[a-z][a-z0-9-]*$/;

export const escapeHtml = (text: string) =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");

/** What a reader sees of an element that acts; here it only says what it would do. */
function componentHtml({ tag, attributes = {}, children = [] }: LabElement): string | null {
  const value = (name: string) => escapeHtml(String(attributes[name] ?? ""));
  const inner = () => htmlOfText(children);
  switch (tag) {
    case "code-block": {
      const place = ["terminal", "node", "path"].flatMap((name) =>
        attributes[name] ? [`${name} ${value(name)}`] : [],
      );
      const says = [String(attributes.actions ?? ""), ...place].filter(Boolean).join(" · ");
      const label = says === "" ? "" : `<span class="acts">${escapeHtml(says)}</span>`;
      return `<div class="block">${label}<pre><code>${value("text")}</code></pre></div>`;
    }
    case "inline-code":
      return `<code class="${value("action")}">${value("text")}</code>`;
    case "file-link": {
      const file = `${value("path")}${attributes.node ? ` of ${value("node")}` : ""}`;
      return `<span class="acts" title="opens ${file}">${inner() || value("path")}</span>`;
    }
    case "port-link":
      return `<span class="acts" title="opens port ${value("port")} of ${value("node")}">${inner()}</span>`;
    case "port-choice":
      return `<span class="acts">${inner()}</span>`;
    case "admonition":
      return `<aside class="${value("kind")}"><strong>${value("kind").toUpperCase()}</strong>${inner()}</aside>`;
    case "tabs":
      return `<div class="tabs">${inner()}</div>`;
    case "tab":
      return `<details open><summary>${value("title")}</summary>${inner()}</details>`;
    case "mermaid":
      return `<pre class="mermaid">${value("text")}</pre>`;
    case "variable-input":
      return `<span class="acts">${value("prompt")}: ${value("name")}</span>`;
    case "variable-button":
      return `<span class="acts" title="${value("values")}">${inner()}</span>`;
    case "os-only":
      return `<div><small>only on ${value("os")}</small>${inner()}</div>`;
    case "quiz":
      return `<p class="acts">quiz ${value("id")}</p>`;
    case "external-frame":
      return `<a href="${value("href")}" rel="noreferrer">${value("href")}</a>`;
    default:
      return null;
  }
}

function elementHtml(element: LabElement): string {
  const component = componentHtml(element);
  if (component !== null) return component;
  const { tag, attributes = {}, children = [] } = element;
  if (!NAME.test(tag)) return htmlOfText(children);
  const written = Object.entries(attributes).flatMap(([name, value]) => {
    if (value === false || !/^[a-zA-Z][a-zA-Z0-9-]*$/.test(name) || /^on/i.test(name)) return [];
    return value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`;
  });
  const head = `<${tag}${written.join("")}>`;
  return VOID.has(tag) ? head : `${head}${htmlOfText(children)}</${tag}>`;
}

/** A rendered text as HTML with nothing in it that acts. */
export const htmlOfText = (text: LabText): string =>
  text.map((node: LabNode) => (typeof node === "string" ? escapeHtml(node) : elementHtml(node))).join("");
