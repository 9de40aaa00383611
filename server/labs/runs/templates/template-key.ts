import { createHash } from "node:crypto";
import type { NodeName } from "../../../../runtime/protocol/index.ts";
import type { Lab } from "../../model/lab.ts";

type SetUpParts = Pick<Lab, "setup" | "files" | "environment" | "egress" | "variables">;

/** Whether a node of the lab needs a template of its own: files alone are placed in a moment, and warm sandboxes stay usable. */
export const needsTemplate = (lab: Pick<Lab, "setup">, node: NodeName): boolean =>
  lab.setup.some((script) => script.node === node);

/**
 * The name of a node's template: the same for the same base, files and set-up, whatever else of the lab changes; null where
 * it needs none.
 */
export function templateName(lab: SetUpParts, node: NodeName, base: string): string | null {
  if (!needsTemplate(lab, node)) return null;
  const hash = createHash("sha256");
  const part = (...words: (string | number | null)[]) => hash.update(`${JSON.stringify(words)}\n`);
  part(base, node, lab.egress);
  for (const { name, value } of lab.variables) part("variable", name, value);
  for (const name of Object.keys(lab.environment).sort())
    part("environment", name, lab.environment[name] ?? "");
  for (const file of lab.files.filter((one) => one.node === node)) {
    part("file", file.path, file.mode, file.bytes.byteLength);
    hash.update(file.bytes);
  }
  for (const script of lab.setup.filter((one) => one.node === node))
    part("setup", script.text, script.timeoutMs);
  return `tpl-lab-${hash.digest("hex").slice(0, 32)}`;
}

/** As templateName, with each name made once: there may be much to read, and it is asked for at every turn. */
export function createTemplateNames(): (lab: Lab, node: NodeName, base: string) => string | null {
  const known = new WeakMap<Lab, Map<string, string | null>>();
  return (lab, node, base) => {
    const names = known.get(lab) ?? new Map<string, string | null>();
    known.set(lab, names);
    const key = `${node} ${base}`;
    const name = names.get(key);
    if (name !== undefined) return name;
    const made = templateName(lab, node, base);
    names.set(key, made);
    return made;
  };
}
