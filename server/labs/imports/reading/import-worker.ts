import { isAppError } from "../../../../runtime/common/app-error.ts";
import { beEndedFirst } from "../../processes/be-ended-first.ts";
import { folderFromArchive } from "../../sources/folder-from-archive.ts";
import { folderFromGit } from "../../sources/folder-from-git.ts";
import { findBroughtLabs } from "./find-brought-labs.ts";
import { loadKept } from "./load-kept.ts";
import type { WorkerJob, WorkerMessage, WorkerResult } from "./worker-job.ts";
import { writeContent } from "./write-content.ts";

/** The process in which folders of strangers are read. It is given jobs one at a time and may be ended at any moment. */
const say = (message: WorkerMessage) => process.send?.(message);

async function work(job: WorkerJob): Promise<WorkerResult> {
  if (job.kind === "kept") return { kind: "labs", ...loadKept(job) };
  const folder =
    job.kind === "archive"
      ? await folderFromArchive(job.bytes)
      : await folderFromGit(job.url, {
          allowPrivate: job.allowPrivate,
          ...(job.ref === undefined ? {} : { ref: job.ref }),
        });
  say({ kind: "fetched" });
  const found = await findBroughtLabs(folder, job.name);
  writeContent(folder, job.into);
  return { kind: "found", found };
}

beEndedFirst();
process.on("disconnect", () => process.exit());
process.on("message", (job: WorkerJob) => {
  work(job).then(
    (result) => say({ kind: "done", result }),
    (error: unknown) => {
      if (isAppError(error) && error.code !== "internal") {
        const { code, userMessage, nextStep } = error;
        say({ kind: "refused", code, userMessage, nextStep });
      } else
        say({ kind: "broken", why: error instanceof Error ? (error.stack ?? error.message) : "unknown" });
    },
  );
});
