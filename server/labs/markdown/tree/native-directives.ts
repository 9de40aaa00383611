import type { RootContent } from "mdast";
import { NodeName, VariableName } from "../../../../runtime/protocol/index.ts";
import { component } from "../component.ts";
import { absolutePath } from "../lab-path.ts";
import { portOfText } from "../node-number.ts";
import type { Reading } from "../reading.ts";
import { type Directive, labelSource } from "./directive-source.ts";

/**
 * What one of the native format's directives stands for; null when it is none, or lacks what it needs, which is told.
 * `children` are the directive's own, already read.
 */
export function nativeDirective(
  directive: Directive,
  children: RootContent[],
  reading: Reading,
): RootContent[] | null {
  const given = directive.attributes ?? {};
  const value = (name: string) => reading.filled(given[name] ?? "");
  const element = elementOf(directive, value, reading);
  if (element === "unknown") return null;
  if (element === null) {
    const message = `:${directive.name} lacks something, or has a value that cannot be.`;
    reading.remark("warning", directive.position?.start.line, message);
    return null;
  }
  const keepsChildren = !["inline-code", "variable-input"].includes(element.tag);
  return [reading.slots.place(element, keepsChildren ? children : [])];
}

function elementOf(directive: Directive, value: (name: string) => string, reading: Reading) {
  const given = directive.attributes ?? {};
  const isContainer = directive.type === "containerDirective";
  const node = NodeName.optional().safeParse(given.node ?? undefined);
  if (directive.name === "tabs" && isContainer) return component("tabs", {});
  if (directive.name === "tab" && isContainer) return component("tab", { title: value("title") || "Tab" });
  if (isContainer) return "unknown";
  if (directive.name === "run") {
    const text = reading.filled(labelSource(directive, reading));
    if (!text || !node.success) return null;
    const element = component("inline-code", {
      text,
      action: "run",
      terminal: value("terminal") || undefined,
      node: node.data,
      interrupt: "interrupt" in given || undefined,
      noEnter: "no-enter" in given || undefined,
    });
    return element && { ...element, children: [text] };
  }
  if (directive.name === "file") {
    if (!given.path || !node.success) return null;
    const line = /^\d{1,7}$/.test(given.line ?? "") ? Number(given.line) : undefined;
    return component("file-link", {
      path: absolutePath(value("path"), reading.context.workingFolder ?? "/root"),
      line,
      node: node.data,
    });
  }
  if (directive.name === "port") {
    const port = portOfText(value("port"));
    if (port === null || !node.success) return null;
    const path = value("path") || "/";
    return component("port-link", { node: node.data, port, path: path.startsWith("/") ? path : `/${path}` });
  }
  if (directive.name === "variable")
    return variableInput(value("name"), labelSource(directive, reading), reading);
  if (directive.name === "set") return variableButton(given);
  return "unknown";
}

/** The element that asks for a variable, with the value that it has now. */
export function variableInput(name: string, prompt: string, reading: Reading) {
  if (!VariableName.safeParse(name).success) return null;
  const { variables } = reading.context;
  const value = Object.hasOwn(variables, name) ? variables[name] : "";
  return component("variable-input", { name, prompt: prompt || name, value });
}

/** The button that sets variables; null when a name is not one or there is none. */
export function variableButton(values: Record<string, string | null | undefined>) {
  const entries = Object.entries(values).map(
    ([name, value]) => [name, (value ?? "").slice(0, 2000)] as const,
  );
  const valid = entries.length > 0 && entries.every(([name]) => VariableName.safeParse(name).success);
  return valid ? component("variable-button", { values: JSON.stringify(Object.fromEntries(entries)) }) : null;
}
