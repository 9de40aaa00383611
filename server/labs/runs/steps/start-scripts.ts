import { isAppError } from "../../../../runtime/common/app-error.ts";
import type { Logger } from "../../../../runtime/common/logger.ts";
import { scriptProblem } from "../../running/script-problem.ts";
import { lastLines } from "../checks/last-lines.ts";
import type { LiveRun, RunBook } from "../run-book.ts";
import type { RunScript } from "../run-script-in-run.ts";

export interface StartScriptsOptions {
  book: RunBook;
  runScript: RunScript;
  log: Logger;
}

/** Runs what a lab does for each learner while they read; how it goes shows in the run. Never rejects. */
export async function runStartScripts(run: LiveRun, options: StartScriptsOptions): Promise<void> {
  const { book, runScript, log } = options;
  const { record, lab, era } = run;
  const tell = async (state: typeof record.setupState, message: string) => {
    if (run.era !== era) return;
    Object.assign(record, { setupState: state, setupMessage: message });
    await book.save(run).catch((error) => log.warn({ event: "lab.not-saved", slug: lab.slug, err: error }));
  };
  if (lab.start.length === 0) return tell("none", "");
  for (const [index, script] of lab.start.entries()) {
    const count = lab.start.length > 1 ? ` (${index + 1} of ${lab.start.length})` : "";
    await tell("running", `Preparing this lab for you${count}`);
    try {
      const end = await runScript(run, script);
      if (run.era !== era) return;
      const problem = scriptProblem(end, script.timeoutMs);
      if (problem === null) continue;
      log.warn({
        event: "lab.start-failed",
        sessionId: record.sessionId,
        slug: lab.slug,
        file: script.file,
        problem,
      });
      const said = lastLines(end.output, 5);
      return await tell("failed", `${script.file} ${problem}.${said === "" ? "" : `\n${said}`}`);
    } catch (error) {
      log.warn({ event: "lab.start-failed", sessionId: record.sessionId, slug: lab.slug, err: error });
      return await tell("failed", isAppError(error) ? error.userMessage : "The sandbox did not answer.");
    }
  }
  await tell("done", "");
}
