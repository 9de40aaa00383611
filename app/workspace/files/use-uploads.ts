import { useMemo, useState } from "react";
import { toast } from "sonner";
import type { NodeName } from "../../../runtime/protocol/index.ts";
import { api } from "../../client/api-client.ts";
import { displayName } from "../../client/sandbox-path.ts";
import { useWorkspace } from "../workspace-context.ts";
import { createUploadQueue, type Upload } from "./upload-queue.ts";

/** Uploads into the session; they go on while another node's files are shown. */
export function useUploads() {
  const { session, confirm, attempt } = useWorkspace();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const sessionId = session.id;
  const queue = useMemo(
    () =>
      createUploadQueue({
        send: (node, path, file, options) => api.uploadFile(sessionId, node, path, file, options),
        onChange: setUploads,
        onDone: ({ name }) => toast.success(`${displayName(name)} is uploaded.`),
      }),
    [sessionId],
  );
  /** Asks before files that are there are replaced. */
  const upload = (node: NodeName, folder: string, files: readonly File[]) =>
    attempt(async () => {
      if (files.length === 0) return;
      const { entries } = await api.listFiles(sessionId, node, folder);
      const there = new Set(entries.map(({ name }) => name));
      const taken = files.filter(({ name }) => there.has(name));
      const run = () => queue.add(node, folder, files);
      const first = taken[0];
      if (!first) return run();
      confirm({
        title: taken.length > 1 ? `Replace ${taken.length} files?` : `Replace ${displayName(first.name)}?`,
        text: `${displayName(folder)} holds ${taken.length > 1 ? "files" : "a file"} of that name already.`,
        action: "Replace",
        run,
      });
    });
  return { uploads, upload, dismiss: queue.dismiss };
}
