import { z } from "zod";
import { type ImportFromGit, LabImportBrief, LabImportView } from "../../../../runtime/protocol/index.ts";
import { call, read } from "../../../client/api-client.ts";
import { sendArchive } from "./send-archive.ts";

/** The imports' part of the REST API as the page uses it. Rejects with ApiFailure, always with words for a person. */
export const importApi = {
  /** The archive as a form's file; `progress` tells how much of it is sent, of 1. */
  archive: (file: File, options: { signal: AbortSignal; progress: (sent: number) => void }) =>
    sendArchive("/api/labs/imports", file, options),
  repository: (address: ImportFromGit) => read(LabImportView, call("POST", "/labs/imports", address)),
  mine: () => read(z.array(LabImportBrief), call("GET", "/labs/imports")),
  view: (id: string) => read(LabImportView, call("GET", `/labs/imports/${encodeURIComponent(id)}`)),
  keep: (id: string) => read(LabImportView, call("POST", `/labs/imports/${encodeURIComponent(id)}/keep`)),
  remove: (id: string) => call("DELETE", `/labs/imports/${encodeURIComponent(id)}`),
};
