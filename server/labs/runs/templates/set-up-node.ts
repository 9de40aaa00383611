import { AppError } from "../../../../runtime/common/app-error.ts";
import type { NodeName, SandboxId } from "../../../../runtime/protocol/index.ts";
import type { Machines } from "../../../hosts/machines.ts";
import type { Say } from "../../../sessions/session-purpose.ts";
import type { Lab } from "../../model/lab.ts";
import type { placeFiles as placeFilesInSandbox } from "../../running/place-files.ts";
import type { runScript as runScriptInSandbox } from "../../running/run-script.ts";
import { runSetUp } from "../../running/run-set-up.ts";
import { lastLines } from "../checks/last-lines.ts";
import { givenVariables } from "../pages/lab-texts.ts";

export interface NodeSetUpOptions {
  machines: Machines;
  placeFiles: typeof placeFilesInSandbox;
  runScript: typeof runScriptInSandbox;
  now: () => number;
}

/**
 * Does the set-up of a lab's node in a sandbox: its files, then its scripts. Rejects with lab.setup-failed, which says in words for
 * the learner and the author which script failed and how, as placing files does, and with the signal's reason.
 */
export function createNodeSetUp({ machines, placeFiles, runScript, now }: NodeSetUpOptions) {
  return async (lab: Lab, node: NodeName, sandboxId: SandboxId, say: Say, signal: AbortSignal) => {
    const { driver } = machines.require();
    const files = lab.files.filter((file) => file.node === node);
    if (files.length > 0) {
      say("Placing the lab's files");
      await placeFiles({ driver, sandboxId, files, signal });
    }
    const scripts = lab.setup.filter((script) => script.node === node);
    const environment = { ...givenVariables(lab), ...lab.environment };
    const which = (index: number) => (scripts.length > 1 ? ` (${index + 1} of ${scripts.length})` : "");
    const failure = await runSetUp({
      scripts,
      now,
      async run(script, index) {
        say(`Setting up the lab${which(index)}: only the first learner waits for this`);
        const end = await runScript({ driver, sandboxId, script, environment, signal });
        signal.throwIfAborted();
        return end;
      },
    });
    if (failure === null) return;
    const { script, index, problem, output } = failure;
    const said = lastLines(output, 5);
    throw new AppError("lab.setup-failed", {
      userMessage: `The set-up of this lab failed: ${script.file}${which(index)} ${problem}.${said === "" ? "" : `\n${said}`}`,
      context: { slug: lab.slug, file: script.file, index },
    });
  };
}
