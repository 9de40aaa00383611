import type { LabRemark } from "../../../../runtime/protocol/index.ts";
import type { Lab, LabScript } from "../../model/lab.ts";

const PLACEHOLDER = /\{\{\s*TRAFFIC_HOST\d+_\d+\s*\}\}|\[\[(?:HOST|CLIENT)\d?_(?:IP|SUBDOMAIN)\]\]/;

/** What the native format does not do with a lab's scripts: those that it has no place for, and addresses filled in them. */
export function lostScripts(lab: Pick<Lab, "dialect" | "steps" | "start" | "atFinish">): LabRemark[] {
  const lost = (file: string, line: number | null, message: string): LabRemark => ({
    severity: "warning",
    file,
    line,
    message,
  });
  const { background = null, foreground = null } = lab.atFinish ?? {};
  const atFinish = [background, foreground].flatMap((script) => script ?? []);
  const kept = [
    ...lab.start,
    ...lab.steps.flatMap((step) => [
      ...step.checks.map(({ script }) => script),
      ...[step.background, step.foreground].flatMap((script) => script ?? []),
    ]),
  ];
  const filled = (script: LabScript) => {
    const at = script.text.split("\n").findIndex((line) => PLACEHOLDER.test(line));
    return at < 0
      ? []
      : [
          lost(
            script.file,
            at + 1,
            "Addresses in this script stay as they are written: none is filled here.",
          ),
        ];
  };
  return [
    ...lab.steps.flatMap(({ hintScript }) =>
      hintScript
        ? [lost(hintScript.file, null, "A hint that is a script is left out: write it as text.")]
        : [],
    ),
    ...atFinish.map(({ file }) => lost(file, null, "Scripts of the finish page are left out.")),
    ...(lab.dialect === "killercoda" ? kept.flatMap(filled) : []),
  ];
}
