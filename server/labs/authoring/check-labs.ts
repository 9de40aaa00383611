import { AppError } from "../../../runtime/common/app-error.ts";
import type { SandboxDriver, SandboxLimits } from "../../../runtime/sandboxes/sandbox-driver.ts";
import { refuseReserved } from "../library/refuse-reserved.ts";
import type { Lab } from "../model/lab.ts";
import { labsAt } from "./labs-at.ts";
import type { ProofEntry } from "./proof.ts";
import { proveLab } from "./prove-lab.ts";
import { countWords, entryLines, remarkLines, stepHeading } from "./report-lines.ts";

export interface CheckLabsOptions {
  path: string;
  /** Asked for only when a lab is to be run; null reads without running. */
  machines: (() => { driver: SandboxDriver; limits: SandboxLimits }) | null;
  verbose: boolean;
  print: (line: string) => void;
  signal?: AbortSignal;
}

/** Reads and proves every lab at or below a path, printing a report. Resolves with whether all are sound; warnings are no defect. */
export async function checkLabs(options: CheckLabsOptions): Promise<boolean> {
  const { path, machines, print } = options;
  const { labs, remarks: others } = refuseReserved(labsAt(path));
  if (labs.length === 0) {
    throw new AppError("input.invalid", {
      userMessage: `There is no lab in ${path}.`,
      nextStep: "Name a lab's folder, as labs/first-container, or one above labs.",
    });
  }
  const root = path.replace(/\/+$/, "");
  for (const line of remarkLines(root, others)) print(line);
  let sound = others.every(({ severity }) => severity !== "error");
  for (const { path: below, loaded } of labs) {
    const place = [root, below].filter((part) => part !== "").join("/");
    const { lab, remarks } = loaded;
    print(`\n${place}: ${lab ? `${lab.title} (${lab.steps.length} steps)` : "no lab"}`);
    for (const line of remarkLines(place, remarks)) print(line);
    const count = (severity: string) => remarks.filter((one) => one.severity === severity).length;
    let errors = count("error");
    if (lab && machines) errors += await prove(lab, { ...options, ...machines() });
    const words = countWords(errors, count("warning"));
    print(errors === 0 ? `  sound${words ? `, with ${words}` : ""}` : `  ${words}`);
    if (errors > 0) sound = false;
  }
  return sound;
}

async function prove(
  lab: Lab,
  context: Pick<CheckLabsOptions, "verbose" | "print" | "signal"> & {
    driver: SandboxDriver;
    limits: SandboxLimits;
  },
): Promise<number> {
  const { driver, limits, verbose, print, signal } = context;
  const begun = Date.now();
  let at: number | null = null;
  const onEntry = (entry: ProofEntry) => {
    if (entry.step !== null && entry.step !== at) print(stepHeading(lab, entry.step));
    at = entry.step;
    for (const line of entryLines(entry, verbose)) print(line);
  };
  const { entries } = await proveLab({ driver, lab, limits, onEntry, ...(signal && { signal }) });
  print(`  proved in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  return entries.filter(({ outcome }) => outcome === "failed").length;
}
