import { isAppError } from "../../../../runtime/common/app-error.ts";
import type { Logger } from "../../../../runtime/common/logger.ts";
import type { LiveRun, RunBook } from "../run-book.ts";
import { describeFailure } from "../scripts/describe-failure.ts";
import type { RunScript } from "../scripts/run-script-in-run.ts";

export interface StartScriptsOptions {
  book: RunBook;
  runScript: RunScript;
  log: Logger;
}

/** Runs what a lab does for each learner while they read; how it goes shows in the run. Never rejects. */
export async function runStartScripts(run: LiveRun, options: StartScriptsOptions): Promise<void> {
  const { book, runScript, log } = options;
  const { record, lab, era } = run;
  const { sessionId } = record;
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
      const end = await runScript(run, script, { as: "intro-background" });
      if (run.era !== era) return;
      const failure = describeFailure(script, end);
      if (failure === null) continue;
      const { file } = script;
      const { exitCode } = end;
      log.warn({ event: "lab.start-failed", sessionId, slug: lab.slug, file, exitCode });
      return await tell("failed", failure);
    } catch (error) {
      log.warn({ event: "lab.start-failed", sessionId, slug: lab.slug, err: error });
      return await tell("failed", isAppError(error) ? error.userMessage : "The sandbox did not answer.");
    }
  }
  await tell("done", "");
}
