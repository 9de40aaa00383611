import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import {
  type FailureView,
  type ImportFromGit,
  type LabImportView,
  MAX_ARCHIVE_BYTES,
} from "../../../../runtime/protocol/index.ts";
import { failureOf } from "../../../client/api-failure.ts";
import { importApi } from "./import-api.ts";
import { refuseFile } from "./import-words.ts";

export type ImportStage =
  | { at: "choose" }
  /** Another visit's preview is asked for. */
  | { at: "recalling" }
  /** `sent` is the share of an archive that is sent; null while a repository is fetched. */
  | { at: "reading"; source: string; sent: number | null }
  | { at: "report"; view: LabImportView; keeping: boolean };

/** One import from its choice to the catalog. The address names it, so that a reload shows it again. */
export function useImport() {
  const asked = useSearchParams().get("id");
  const [stage, setStage] = useState<ImportStage>(asked ? { at: "recalling" } : { at: "choose" });
  const [failure, setFailure] = useState<FailureView | null>(null);
  const stop = useRef<AbortController | null>(null);

  const show = useCallback((view: LabImportView) => {
    window.history.replaceState(null, "", `/labs/import?id=${view.id}`);
    setStage({ at: "report", view, keeping: false });
  }, []);
  const chooseAgain = useCallback(() => {
    stop.current?.abort();
    stop.current = null;
    window.history.replaceState(null, "", "/labs/import");
    setFailure(null);
    setStage({ at: "choose" });
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what the address said when the page came
  useEffect(() => {
    if (!asked) return;
    importApi.view(asked).then(show, (error) => {
      chooseAgain();
      setFailure(failureOf(error));
    });
  }, []);

  const read = async (source: string, sent: number | null, work: () => Promise<LabImportView>) => {
    const own = stop.current;
    setFailure(null);
    setStage({ at: "reading", source, sent });
    try {
      const view = await work();
      if (stop.current === own) show(view);
    } catch (error) {
      if (stop.current !== own) return;
      setFailure(failureOf(error));
      setStage({ at: "choose" });
    }
  };

  return {
    stage,
    failure,
    sendFile(file: File) {
      const refusal = refuseFile(file, MAX_ARCHIVE_BYTES);
      if (refusal) return setFailure({ code: "input.invalid", ...refusal });
      const controller = new AbortController();
      stop.current = controller;
      const progress = (sent: number) =>
        setStage((now) => (now.at === "reading" && stop.current === controller ? { ...now, sent } : now));
      void read(file.name, 0, () => importApi.archive(file, { signal: controller.signal, progress }));
    },
    fetchRepository(address: ImportFromGit) {
      stop.current = new AbortController();
      void read(address.url, null, () => importApi.repository(address));
    },
    async keep(view: LabImportView) {
      setFailure(null);
      setStage({ at: "report", view, keeping: true });
      try {
        show(await importApi.keep(view.id));
      } catch (error) {
        setFailure(failureOf(error));
        setStage({ at: "report", view, keeping: false });
      }
    },
    chooseAgain,
  };
}
