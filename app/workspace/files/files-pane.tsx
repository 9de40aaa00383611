"use client";
import { Download, FilePlus, FolderPlus, Pencil, RotateCw, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { MAX_EDITOR_FILE_BYTES, NodeName } from "../../../runtime/protocol/index.ts";
import { api } from "../../client/api-client.ts";
import { baseName, joinPath, nameProblem, parentPath } from "../../client/sandbox-path.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useWorkspace } from "../workspace-context.ts";
import { FileTree } from "./file-tree.tsx";
import { type TreeRow, visibleRows } from "./tree-model.ts";
import { useListings } from "./use-listings.ts";

const ROOT = "/root";

/** Files of the chosen node. */
export function FilesPane() {
  const { session, layout } = useWorkspace();
  const known = session.nodes.some((node) => node.name === layout.treeNode);
  const node = known ? layout.treeNode : "node1";
  return <NodeFiles key={node} node={node} />;
}

function NodeFiles({ node }: { node: NodeName }) {
  const { session, layout, dispatch, documents, attempt, confirm, prompt } = useWorkspace();
  const [selected, setSelected] = useState<string | null>(null);
  const expanded = useMemo(
    () =>
      new Set(
        layout.expanded.filter((key) => key.startsWith(`${node}:`)).map((key) => key.slice(node.length + 1)),
      ),
    [layout.expanded, node],
  );
  const { listings, load, refresh } = useListings(node, ROOT, expanded);
  const rows = useMemo(() => visibleRows(ROOT, listings, expanded), [listings, expanded]);
  const row = rows.find((candidate) => candidate.path === selected);
  const folder = !row ? ROOT : row.entry.kind === "directory" ? row.path : parentPath(row.path);
  const top = listings.get(ROOT);

  const toggle = (path: string, open: boolean) => {
    setSelected(path);
    dispatch({ type: "folder.toggled", key: `${node}:${path}`, open });
    if (open) void load(path);
  };
  const open = (target: TreeRow) => {
    setSelected(target.path);
    if (target.entry.sizeBytes > MAX_EDITOR_FILE_BYTES)
      return confirm({
        title: `${target.entry.name} is larger than 5 MB`,
        text: "It is not opened in the editor. You can download it.",
        action: "Download",
        run: () => download(target.path),
      });
    dispatch({ type: "file.opened", file: { node, path: target.path } });
  };
  const download = (path: string) => {
    const link = document.createElement("a");
    link.href = api.downloadUrl(session.id, node, path);
    link.download = baseName(path);
    link.click();
  };
  const newFile = () =>
    prompt({
      title: "New file",
      label: `Name, in ${folder}`,
      value: "",
      action: "Make file",
      problem: (value) =>
        nameProblem(value) ??
        (listings.get(folder)?.entries.some((entry) => entry.name === value) ? "That name is taken." : null),
      run: (name) =>
        void attempt(async () => {
          const path = joinPath(folder, name);
          if (name.includes("/")) await api.makeFolder(session.id, node, parentPath(path));
          await api.writeFile(session.id, node, path, new Uint8Array(0));
          dispatch({ type: "file.opened", file: { node, path } });
          setSelected(path);
          await load(folder);
        }),
    });
  const newFolder = () =>
    prompt({
      title: "New folder",
      label: `Name, in ${folder}`,
      value: "",
      action: "Make folder",
      problem: nameProblem,
      run: (name) =>
        void attempt(async () => {
          await api.makeFolder(session.id, node, joinPath(folder, name));
          await load(folder);
        }),
    });
  const rename = (path: string) =>
    prompt({
      title: `Rename ${baseName(path)}`,
      label: `New name, in ${parentPath(path)}`,
      value: baseName(path),
      action: "Rename",
      problem: nameProblem,
      run: (name) =>
        void attempt(async () => {
          const to = joinPath(parentPath(path), name);
          if (to === path) return;
          await api.moveFile(session.id, node, path, to);
          documents.moved(node, path, to);
          dispatch({ type: "file.moved", node, from: path, to });
          setSelected(to);
          await load(parentPath(path));
        }),
    });
  const remove = (path: string) =>
    confirm({
      title: `Delete ${baseName(path)}?`,
      text:
        rows.find((candidate) => candidate.path === path)?.entry.kind === "directory"
          ? "The folder and all in it will be gone."
          : "The file will be gone.",
      action: "Delete",
      run: () =>
        void attempt(async () => {
          await api.deleteFile(session.id, node, path);
          dispatch({ type: "file.deleted", node, path });
          setSelected(null);
          await load(parentPath(path));
        }),
    });

  const truncated = [...listings.values()].some((listing) => listing.truncated);
  return (
    <section aria-label="File browser" data-pane="files" className="flex h-full min-h-0 flex-col bg-page">
      <div className="flex min-h-9 flex-wrap items-center border-line border-b px-1">
        <select
          aria-label="Files of node"
          value={node}
          onChange={(event) => dispatch({ type: "tree.node", node: NodeName.parse(event.target.value) })}
          className={`mr-auto h-7 rounded bg-page px-1 text-[13px] ${session.nodes.length < 2 ? "hidden" : ""}`}
        >
          {session.nodes.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        {session.nodes.length < 2 && (
          <span className="mr-auto px-2 font-mono text-[12px] text-muted">{ROOT}</span>
        )}
        <Button look="quiet" aria-label="New file" onClick={newFile}>
          <FilePlus size={15} aria-hidden />
        </Button>
        <Button look="quiet" aria-label="New folder" onClick={newFolder}>
          <FolderPlus size={15} aria-hidden />
        </Button>
        <Button
          look="quiet"
          aria-label="Rename selected (F2)"
          disabled={!row}
          onClick={() => row && rename(row.path)}
        >
          <Pencil size={14} aria-hidden />
        </Button>
        <Button
          look="quiet"
          aria-label="Download selected"
          disabled={row?.entry.kind !== "file"}
          onClick={() => row && download(row.path)}
        >
          <Download size={15} aria-hidden />
        </Button>
        <Button
          look="quiet"
          aria-label="Delete selected (Del)"
          disabled={!row}
          onClick={() => row && remove(row.path)}
        >
          <Trash2 size={14} aria-hidden />
        </Button>
        <Button look="quiet" aria-label="Read the files again" onClick={refresh}>
          <RotateCw size={14} aria-hidden />
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-auto">
        {top?.problem ? (
          <Notice title={top.problem} tone="bad" live="alert">
            <Button onClick={refresh}>Try again</Button>
          </Notice>
        ) : (
          <>
            {top && rows.length === 0 && (
              <p className="p-3 text-[13px] text-muted">No files yet. Make one, or clone a repository.</p>
            )}
            <FileTree
              rows={rows}
              selected={selected}
              label="Files"
              onSelect={setSelected}
              onToggle={toggle}
              onOpen={open}
              onRename={rename}
              onDelete={remove}
            />
            {truncated && (
              <p className="p-3 text-[13px] text-muted">A folder holds more files than are listed here.</p>
            )}
          </>
        )}
      </div>
    </section>
  );
}
