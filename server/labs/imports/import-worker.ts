import { parentPort } from "node:worker_threads";
import { AppError, isAppError } from "../../../runtime/common/app-error.ts";
import type { Lab } from "../model/lab.ts";
import { withDigest } from "../model/lab-digest.ts";
import { folderFromArchive } from "../sources/folder-from-archive.ts";
import { folderFromGit } from "../sources/folder-from-git.ts";
import { folderOnDisk } from "../sources/folder-on-disk.ts";
import { loadLabs } from "../sources/load-labs.ts";
import { findBroughtLabs } from "./find-brought-labs.ts";
import { importedEgress } from "./imported-egress.ts";
import type { WorkerJob, WorkerMessage, WorkerResult } from "./worker-job.ts";
import { writeContent } from "./write-content.ts";

/** The thread in which folders of strangers are read. It is given jobs one at a time and may be ended at any moment. */
const port = parentPort;
if (!port) throw new Error("import-worker is started as a worker thread");
const say = (message: WorkerMessage) => port.postMessage(message);

function loadKept({ folder, slugs }: Extract<WorkerJob, { kind: "kept" }>): Lab[] {
  return loadLabs(folderOnDisk(folder)).labs.flatMap(({ path, loaded: { lab } }) => {
    const slug = slugs[path];
    return lab && slug ? [withDigest({ ...lab, slug, egress: importedEgress(lab.egress) })] : [];
  });
}

async function work(job: WorkerJob): Promise<WorkerResult> {
  if (job.kind === "kept") return { kind: "labs", labs: loadKept(job) };
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

port.on("message", (job: WorkerJob) => {
  work(job).then(
    (result) => say({ kind: "done", result }),
    (error: unknown) => {
      const { code, userMessage, nextStep } = isAppError(error) ? error : new AppError("internal");
      say({ kind: "refused", code, userMessage, nextStep });
      // What nobody expected is told to the log of the server, with all that is known of it.
      if (!isAppError(error)) throw error;
    },
  );
});
