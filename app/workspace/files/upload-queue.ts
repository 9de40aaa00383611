import { type FailureView, MAX_UPLOAD_BYTES, type NodeName } from "../../../runtime/protocol/index.ts";
import { failureOf } from "../../client/api-failure.ts";
import { planPath } from "../../client/sandbox-path.ts";
import type { UploadOptions } from "../../client/upload.ts";

export interface Upload {
  id: number;
  node: NodeName;
  folder: string;
  name: string;
  state: "waiting" | "sending" | "failed";
  /** Of 1. */
  sent: number;
  failure: FailureView | null;
}

/** Why a file is not even sent; null when it can be. */
export function uploadProblem(folder: string, file: Pick<File, "name" | "size">): FailureView | null {
  const refuse = (message: string, nextStep: string) => ({ code: "input.invalid", message, nextStep });
  const { problem } = planPath(folder, file.name);
  if (problem) return refuse(problem, "Rename it and try again.");
  if (file.size > MAX_UPLOAD_BYTES) return refuse("It is larger than 32 MB.", "Fetch it with curl or git.");
  return null;
}

/** Files on their way into a sandbox, one after the other; failed ones stay until dismissed. */
export function createUploadQueue(options: {
  send: (node: NodeName, path: string, file: File, options: UploadOptions) => Promise<void>;
  onChange: (uploads: Upload[]) => void;
  onDone: (upload: Upload) => void;
}) {
  const { send, onChange, onDone } = options;
  let uploads: Upload[] = [];
  const files = new Map<number, File>();
  const aborts = new Map<number, AbortController>();
  let nextId = 1;
  let busy = false;

  const change = (id: number, part: Partial<Upload> | null) => {
    uploads = uploads.flatMap((upload) => {
      if (upload.id !== id) return [upload];
      return part ? [{ ...upload, ...part }] : [];
    });
    onChange(uploads);
  };

  const work = async () => {
    if (busy) return;
    busy = true;
    for (;;) {
      const next = uploads.find(({ state }) => state === "waiting");
      const file = next && files.get(next.id);
      if (!next || !file) break;
      const { id } = next;
      const abort = new AbortController();
      aborts.set(id, abort);
      change(id, { state: "sending" });
      const path = planPath(next.folder, next.name).path ?? "";
      try {
        await send(next.node, path, file, {
          signal: abort.signal,
          progress: (sent) => change(id, { sent }),
        });
        change(id, null);
        onDone(next);
      } catch (error) {
        change(id, abort.signal.aborted ? null : { state: "failed", failure: failureOf(error) });
      }
      aborts.delete(id);
      files.delete(id);
    }
    busy = false;
  };

  return {
    add(node: NodeName, folder: string, added: readonly File[]) {
      for (const file of added) {
        const failure = uploadProblem(folder, file);
        const id = nextId++;
        if (!failure) files.set(id, file);
        const state = failure ? "failed" : "waiting";
        uploads = [...uploads, { id, node, folder, name: file.name, state, sent: 0, failure }];
      }
      onChange(uploads);
      void work();
    },
    /** Stops it, or takes a failed one off the list. */
    dismiss(id: number) {
      const abort = aborts.get(id);
      if (abort) abort.abort();
      else change(id, null);
      files.delete(id);
    },
  };
}
