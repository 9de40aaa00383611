import { MAX_EDITOR_FILE_BYTES, type NodeName } from "../../../runtime/protocol/index.ts";
import { api } from "../../client/api-client.ts";
import { ApiFailure } from "../../client/api-failure.ts";
import { baseName, displayName, foldersOnTheWay, parentPath, planPath } from "../../client/sandbox-path.ts";
import { useWorkspace } from "../workspace-context.ts";
import { isFolder, type TreeRow } from "./tree-model.ts";

const TAKEN = new ApiFailure(409, {
  code: "file.exists",
  message: "A file or folder of that name exists already.",
  nextStep: "Choose another name.",
});

/** What a person does to the files of a node; each asks what it must, and says why when it fails. */
export function useFileActions(options: {
  node: NodeName;
  root: string;
  onSelect: (path: string | null) => void;
  /** A folder's content has changed. */
  onChanged: (folder: string) => Promise<void>;
}) {
  const { node, root, onSelect, onChanged } = options;
  const { session, dispatch, documents, attempt, confirm, prompt } = useWorkspace();

  const ensureFolder = async (folder: string) => {
    for (const path of foldersOnTheWay(folder, root)) {
      await api.makeFolder(session.id, node, path).catch((error) => {
        if (!(error instanceof ApiFailure && error.failure.code === "file.exists")) throw error;
      });
    }
  };
  /** A file that is made new is written empty: never over one that is there. */
  const refuseTaken = async (path: string) => {
    const { entries } = await api.listFiles(session.id, node, parentPath(path));
    if (entries.some((entry) => entry.name === baseName(path))) throw TAKEN;
  };
  const askPath = (
    request: { title: string; label: string; value: string; action: string; folder: string; keep?: string },
    run: (path: string) => Promise<void>,
  ) => {
    const { folder, keep, ...asked } = request;
    const plan = (typed: string) => planPath(folder, typed, keep);
    prompt({
      ...asked,
      problem: (typed) => plan(typed).problem ?? null,
      run(typed) {
        const { path } = plan(typed);
        if (path) void attempt(() => run(path));
      },
    });
  };

  const download = (path: string) => {
    const link = document.createElement("a");
    link.href = api.downloadUrl(session.id, node, path);
    link.download = baseName(path);
    link.click();
  };
  const move = async (from: string, to: string) => {
    if (from === to) return;
    await ensureFolder(parentPath(to));
    await api.moveFile(session.id, node, from, to);
    documents.moved(node, from, to);
    dispatch({ type: "file.moved", node, from, to });
    onSelect(to);
    await Promise.all([onChanged(parentPath(from)), onChanged(parentPath(to))]);
  };

  return {
    download,
    open({ path, entry }: TreeRow) {
      if (entry.sizeBytes <= MAX_EDITOR_FILE_BYTES)
        return dispatch({ type: "file.opened", file: { node, path } });
      confirm({
        title: `${displayName(entry.name)} is larger than 5 MB`,
        text: "It is not opened in the editor. You can download it.",
        action: "Download",
        run: () => download(path),
      });
    },
    newFile: (folder: string) =>
      askPath(
        {
          title: "New file",
          label: `Name, in ${displayName(folder)}; slashes make folders`,
          value: "",
          action: "Make file",
          folder,
        },
        async (path) => {
          await ensureFolder(parentPath(path));
          await refuseTaken(path);
          await api.writeFile(session.id, node, path, new Uint8Array(0));
          dispatch({ type: "file.opened", file: { node, path } });
          onSelect(path);
          await onChanged(parentPath(path));
        },
      ),
    newFolder: (folder: string) =>
      askPath(
        {
          title: "New folder",
          label: `Name, in ${displayName(folder)}`,
          value: "",
          action: "Make folder",
          folder,
        },
        async (path) => {
          await ensureFolder(parentPath(path));
          await api.makeFolder(session.id, node, path);
          onSelect(path);
          await onChanged(parentPath(path));
        },
      ),
    rename: (path: string) =>
      askPath(
        {
          title: `Rename or move ${displayName(baseName(path))}`,
          label: `New name, in ${displayName(parentPath(path))}; or a path to move it, as ../other/`,
          value: baseName(path),
          action: "Rename",
          folder: parentPath(path),
          keep: baseName(path),
        },
        (to) => move(path, to),
      ),
    /** Dropped on a folder. */
    moveInto(path: string, folder: string) {
      const to = planPath(folder, baseName(path)).path;
      if (to && to !== path && folder !== path && !folder.startsWith(`${path}/`))
        void attempt(() => move(path, to));
    },
    remove: ({ path, entry }: TreeRow) =>
      confirm({
        title: `Delete ${displayName(entry.name)}?`,
        text:
          entry.kind === "directory"
            ? "The folder and all in it will be gone."
            : isFolder(entry)
              ? "The link will be gone; the folder it leads to stays."
              : "The file will be gone.",
        action: "Delete",
        run: () =>
          void attempt(async () => {
            await api.deleteFile(session.id, node, path);
            dispatch({ type: "file.deleted", node, path });
            onSelect(null);
            await onChanged(parentPath(path));
          }),
      }),
  };
}
