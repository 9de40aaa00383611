import { setTimeout as pause } from "node:timers/promises";
import { NodeName } from "../../../runtime/protocol/index.ts";
import type { SandboxDriver, SandboxLimits } from "../../../runtime/sandboxes/sandbox-driver.ts";
import type { Lab, LabCheck, LabScript, LabStep } from "../model/lab.ts";
import { placeFiles } from "../running/place-files.ts";
import { runScript, type ScriptResult } from "../running/run-script.ts";
import { runSetUp } from "../running/run-set-up.ts";
import { scriptProblem } from "../running/script-problem.ts";
import { type CheckOutcome, judgeCheck } from "./judge-check.ts";
import type { Proof, ProofEntry } from "./proof.ts";
import { makeProofSandboxes, type ProofSandboxes } from "./proof-sandboxes.ts";

export interface ProveLabOptions {
  driver: SandboxDriver;
  lab: Lab;
  limits: SandboxLimits;
  /** Told each entry when it is known. */
  onEntry?: (entry: ProofEntry) => void;
  signal?: AbortSignal;
  /** Between looks of a check that does not pass yet. */
  lookPauseMs?: number;
}

/** What a solution began may take a moment to be there; the page's checks look again too. */
const LOOKS_AFTER = 8;
const LOOK_PAUSE_MS = 1000;

/**
 * Goes through a lab as a learner who does exactly its solutions, in sandboxes of its own that are removed in the end: each
 * step's checks must fail before its solution and pass after it. Stops at a step after which the next has no ground.
 * Rejects when no sandbox can be had, or `signal` fires.
 */
export async function proveLab(options: ProveLabOptions): Promise<Proof> {
  const { driver, lab, limits, onEntry, signal, lookPauseMs = LOOK_PAUSE_MS } = options;
  const entries: ProofEntry[] = [];
  let begun = Date.now();
  const tell = (step: number | null, outcome: ProofEntry["outcome"], what: string, output = "") => {
    const entry = { step, outcome, what, output, seconds: (Date.now() - begun) / 1000 };
    begun = Date.now();
    entries.push(entry);
    onEntry?.(entry);
  };
  const proof = (): Proof => ({ entries, holds: entries.every(({ outcome }) => outcome !== "failed") });

  const sandboxes = await makeProofSandboxes({ driver, lab, limits, ...(signal && { signal }) });
  const prover = createProver({ driver, lab, sandboxes, tell, lookPauseMs, ...(signal && { signal }) });
  try {
    tell(null, "passed", lab.nodes === 1 ? "A sandbox is ready" : `${lab.nodes} sandboxes are ready`);
    if (!(await prover.prepare())) return proof();
    for (const [index, step] of lab.steps.entries()) {
      if (!(await prover.step(step, index))) break;
    }
    return proof();
  } finally {
    await sandboxes.remove();
  }
}

function createProver(context: {
  driver: SandboxDriver;
  lab: Lab;
  sandboxes: ProofSandboxes;
  lookPauseMs: number;
  tell: (step: number | null, outcome: ProofEntry["outcome"], what: string, output?: string) => void;
  signal?: AbortSignal;
}) {
  const { driver, lab, sandboxes, tell, lookPauseMs, signal } = context;
  const given = lab.variables.map(({ name, value }) => [name, value]);
  const environment = { ...Object.fromEntries(given), ...lab.environment };

  const run = async (script: LabScript): Promise<ScriptResult> => {
    signal?.throwIfAborted();
    const sandboxId = sandboxes.of(script.node);
    const result = await runScript({ driver, sandboxId, script, environment, ...(signal && { signal }) });
    signal?.throwIfAborted();
    return result;
  };

  /** Runs scripts in turn until one fails. */
  const runAll = async (index: number | null, what: string, scripts: LabScript[]): Promise<boolean> => {
    if (scripts.length === 0) return true;
    let output = "";
    for (const [number, script] of scripts.entries()) {
      const result = await run(script);
      output += result.output;
      const problem = scriptProblem(result, script.timeoutMs);
      if (problem === null) continue;
      const which =
        scripts.length === 1 ? what : `${what} (${number + 1} of ${scripts.length}, ${script.node})`;
      tell(index, "failed", `${which} ${problem}`, result.output);
      return false;
    }
    tell(index, "passed", `${what} ran`, output);
    return true;
  };

  const setUpNode = async (node: NodeName): Promise<boolean> => {
    const scripts = lab.setup.filter((script) => script.node === node);
    let output = "";
    const failure = await runSetUp({
      scripts,
      now: Date.now,
      async run(script) {
        const result = await run(script);
        output += result.output;
        return result;
      },
    });
    const which = (index: number) =>
      scripts.length === 1 ? "Set-up" : `Set-up (${index + 1} of ${scripts.length}, ${node})`;
    if (failure) tell(null, "failed", `${which(failure.index)} ${failure.problem}`, failure.output);
    else tell(null, "passed", "Set-up ran", output);
    return failure === null;
  };

  const look = async (check: LabCheck): Promise<CheckOutcome> => judgeCheck(check, await run(check.script));

  const failBefore = async (step: LabStep, index: number): Promise<void> => {
    let failing = 0;
    for (const check of step.checks) {
      const { state, words, output } = await look(check);
      if (state === "failed") failing++;
      else if (state === "broken") tell(index, "failed", `Check "${check.looksAt}" ${words}`, output);
      else
        tell(index, "failed", `Check "${check.looksAt}" passes without the learner doing anything`, output);
    }
    if (failing > 0)
      tell(index, "passed", `${failing} of ${step.checks.length} checks fail before the solution`);
  };

  const passAfter = async (step: LabStep, index: number): Promise<boolean> => {
    let waiting = step.checks;
    let outcomes = new Map<LabCheck, CheckOutcome>();
    for (let looked = 0; waiting.length > 0 && looked < LOOKS_AFTER; looked++) {
      if (looked > 0) await pause(lookPauseMs, undefined, { ...(signal && { signal }) });
      outcomes = new Map();
      for (const check of waiting) outcomes.set(check, await look(check));
      waiting = waiting.filter((check) => outcomes.get(check)?.state !== "passed");
    }
    for (const check of waiting) {
      const outcome = outcomes.get(check);
      tell(index, "failed", `Check "${check.looksAt}" after the solution ${outcome?.words}`, outcome?.output);
    }
    if (waiting.length > 0) return false;
    if (step.checks.length > 0)
      tell(index, "passed", `${step.checks.length} of ${step.checks.length} checks pass after it`);
    return true;
  };

  return {
    async prepare(): Promise<boolean> {
      for (const node of NodeName.options.slice(0, lab.nodes)) {
        const files = lab.files.filter((file) => file.node === node);
        await placeFiles({ driver, sandboxId: sandboxes.of(node), files, ...(signal && { signal }) });
      }
      if (lab.files.length > 0) tell(null, "passed", `${lab.files.length} files are placed`);
      const setUp = new Set(lab.setup.map(({ node }) => node));
      for (const node of setUp) {
        if (!(await setUpNode(node))) return false;
      }
      // A learner's sandbox is a clone of what the set-up left on disk: what it left running is not there.
      for (const node of setUp) await sandboxes.restart(node);
      if (setUp.size > 0) tell(null, "passed", "What was set up has started again");
      await sandboxes.join();
      return runAll(null, "Start", lab.start);
    },

    /** False when the next step has no ground to stand on. */
    async step(step: LabStep, index: number): Promise<boolean> {
      const hidden = [step.background ?? [], step.foreground ?? []].flat();
      if (!(await runAll(index, "What the step begins with", hidden))) return false;
      await failBefore(step, index);
      if (step.solution === null || step.solution.scripts.length === 0) {
        if (step.checks.length === 0) return true;
        const outcome = lab.dialect === "native" ? "failed" : "note";
        tell(index, outcome, "This step has checks and no solution that proves them: the proof ends here");
        return false;
      }
      if (!(await runAll(index, "The solution", step.solution.scripts))) return false;
      return passAfter(step, index);
    },
  };
}
