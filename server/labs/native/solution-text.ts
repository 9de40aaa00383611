import type { LabScript } from "../model/lab.ts";

/** A fence that nothing in the text closes. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(longest + 1);
}

const INTERPRETER = /^#!.*?([a-z]+)[0-9.]*\s*$/;

function languageOf(script: string): string {
  const interpreter = INTERPRETER.exec(script.split("\n", 1)[0] ?? "")?.[1];
  return interpreter === undefined ? "bash" : interpreter;
}

/** What a learner is shown as the solution: the author's words, then each script with its node where that is not the first. */
export function solutionText(
  explain: string | undefined,
  scripts: Pick<LabScript, "text" | "node">[],
): string {
  const onSeveral = scripts.some((one) => one.node !== scripts[0]?.node);
  const blocks = scripts.map(({ text, node }) => {
    const fence = fenceFor(text);
    // Among several nodes the first is named too: its block must not go to the terminal that the last one went to.
    const where = node === "node1" && !onSeveral ? "" : ` node=${node}`;
    const heading = onSeveral ? `On ${node}:\n\n` : "";
    return `${heading}${fence}${languageOf(text)}${where}\n${text.trimEnd()}\n${fence}`;
  });
  return [...(explain === undefined ? [] : [explain.trim()]), ...blocks].join("\n\n");
}
