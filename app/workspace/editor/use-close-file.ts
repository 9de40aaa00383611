import { baseName, displayName } from "../../client/sandbox-path.ts";
import { useWorkspace } from "../workspace-context.ts";
import { isDirty } from "./document-store.ts";

/** Closes an open file; asks first when it holds unsaved text. */
export function useCloseFile(): (key: string) => void {
  const { dispatch, documents, confirm } = useWorkspace();
  return (key) => {
    const closing = documents.get(key);
    const run = () => dispatch({ type: "file.closed", key });
    if (!closing || !isDirty(closing)) return run();
    confirm({
      title: `Close ${displayName(baseName(closing.file.path))} without saving?`,
      text: "What you typed since the last save will be lost.",
      action: "Close without saving",
      run,
    });
  };
}
