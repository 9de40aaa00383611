import type { RootContent } from "mdast";
import { component } from "../component.ts";
import { absolutePath } from "../lab-path.ts";
import type { Reading } from "../reading.ts";
import { type Directive, labelSource } from "./directive-source.ts";
import { variableButton, variableInput } from "./native-directives.ts";

const systems = new Set(["mac", "linux", "windows", "unix"]);

/** What one of a Labspace's directives stands for; null when it is none, or lacks what it needs, which is told. */
export function labspaceDirective(
  directive: Directive,
  children: RootContent[],
  reading: Reading,
): RootContent[] | null {
  const given = directive.attributes ?? {};
  const value = (name: string) => reading.filled(given[name] ?? "");
  const lacks = (what: string) => {
    reading.remark("warning", directive.position?.start.line, `:${directive.name} ${what}`);
    return null;
  };
  switch (directive.name) {
    case "conditionalDisplay":
      return conditional(directive, children, reading);
    case "tabLink":
      if (!given.href) return lacks("has no href.");
      return [{ type: "link", url: given.href, children: children as [] }];
    case "fileLink": {
      if (!given.path) return lacks("has no path.");
      const line = /^\d{1,7}$/.test(given.line ?? "") ? Number(given.line) : undefined;
      const path = absolutePath(value("path"), reading.context.workingFolder ?? "/root");
      const link = component("file-link", { path, line });
      return link && [reading.slots.place(link, children)];
    }
    case "variableDefinition": {
      const input = variableInput(labelSource(directive, reading).trim(), value("prompt"), reading);
      return input ? [reading.slots.place(input)] : lacks("has no name that a variable can have.");
    }
    case "variableSetButton": {
      const pairs = (given.variables ?? "").split(",").filter((pair) => pair.trim() !== "");
      const button = variableButton(
        Object.fromEntries(
          pairs.map((pair) => [pair.split("=")[0]?.trim(), pair.split("=").slice(1).join("=").trim()]),
        ),
      );
      return button ? [reading.slots.place(button, children)] : lacks("sets no variables.");
    }
    default:
      return null;
  }
}

/** Variables are known here and decide at once; the reader's system is known by the page alone. */
function conditional(directive: Directive, children: RootContent[], reading: Reading): RootContent[] | null {
  if (directive.type !== "containerDirective") return null;
  const given = directive.attributes ?? {};
  const { variables } = reading.context;
  const name = given.variable;
  if (name) {
    const value = Object.hasOwn(variables, name) ? (variables[name] ?? "") : "";
    if (given.requiredValue != null && value !== given.requiredValue) return [];
    if ("hasValue" in given && value === "") return [];
    if ("hasNoValue" in given && value !== "") return [];
  }
  if (!given.os) return children;
  const os = given.os.split(/[\s,|]+/).filter((one) => systems.has(one));
  const element = os.length > 0 ? component("os-only", { os: os.join(",") }) : null;
  if (element) return [reading.slots.place(element, children)];
  reading.remark(
    "warning",
    directive.position?.start.line,
    `${given.os} is no system: mac, linux, windows, unix are.`,
  );
  return children;
}
