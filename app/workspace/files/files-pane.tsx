"use client";
import { useEffect, useMemo, useState } from "react";
import { toast } from "sonner";
import type { NodeName } from "../../../runtime/protocol/index.ts";
import { displayName, parentPath } from "../../client/sandbox-path.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useLab } from "../lab/lab-context.ts";
import { useAfterBusy } from "../lab/use-after-busy.ts";
import { useWorkspace } from "../workspace-context.ts";
import { readDropped } from "./dropped-files.ts";
import { FileTree } from "./file-tree.tsx";
import { FilesToolbar } from "./files-toolbar.tsx";
import { isFolder, type Listing, visibleRows } from "./tree-model.ts";
import { UploadList } from "./upload-list.tsx";
import { useFileActions } from "./use-file-actions.ts";
import { useListings } from "./use-listings.ts";
import { useUploads } from "./use-uploads.ts";

/** A file dropped beside its target must not make the browser leave the page for it. */
function useNoStrayDrops() {
  useEffect(() => {
    const refuse = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    window.addEventListener("dragover", refuse);
    window.addEventListener("drop", refuse);
    return () => {
      window.removeEventListener("dragover", refuse);
      window.removeEventListener("drop", refuse);
    };
  }, []);
}

/** Files of the chosen node. */
export function FilesPane() {
  const { session, layout } = useWorkspace();
  const { uploads, upload, dismiss } = useUploads();
  useNoStrayDrops();
  const known = session.nodes.some((node) => node.name === layout.treeNode);
  const node = known ? layout.treeNode : "node1";
  return (
    <section aria-label="File browser" data-pane="files" className="flex h-full min-h-0 flex-col bg-page">
      <NodeFiles key={`${node} ${layout.treeRoot}`} node={node} root={layout.treeRoot} upload={upload} />
      <UploadList uploads={uploads} onDismiss={dismiss} />
    </section>
  );
}

/** What the tree itself does not say: a folder that could not be read, or is too long. */
function remarksOf(listings: ReadonlyMap<string, Listing>): string[] {
  return [...listings].flatMap(([path, { problem, truncated, entries }]) => {
    if (problem) return [`${displayName(path)}: ${problem}`];
    return truncated ? [`${displayName(path)} holds more than is shown: ${entries.length} entries.`] : [];
  });
}

function NodeFiles({
  node,
  root,
  upload,
}: {
  node: NodeName;
  root: string;
  upload: (node: NodeName, folder: string, files: readonly File[]) => void;
}) {
  const { layout, dispatch } = useWorkspace();
  const [selected, setSelected] = useState<string | null>(null);
  const expanded = useMemo(() => {
    const keys = layout.expanded.filter((key) => key.startsWith(`${node}:`));
    return new Set(keys.map((key) => key.slice(node.length + 1)));
  }, [layout.expanded, node]);
  const { listings, load, refresh } = useListings(node, root, expanded);
  useAfterBusy(useLab()?.run.busy, refresh);
  const rows = useMemo(() => visibleRows(root, listings, expanded), [root, listings, expanded]);
  const actions = useFileActions({ node, root, onSelect: setSelected, onChanged: load });
  const row = rows.find((candidate) => candidate.path === selected);
  const folder = !row ? root : isFolder(row.entry) ? row.path : parentPath(row.path);
  const top = listings.get(root);
  const remarks = remarksOf(listings);

  const toggle = (path: string, open: boolean) => {
    setSelected(path);
    dispatch({ type: "folder.toggled", key: `${node}:${path}`, open });
    if (open) void load(path);
  };
  const takeDrop = (target: string, transfer: DataTransfer) => {
    const dropped = readDropped(transfer);
    if ("path" in dropped) return actions.moveInto(dropped.path, target);
    for (const name of dropped.folders)
      toast.error(`${displayName(name)} is a folder.`, { description: "Pack it first, as a zip or tar." });
    upload(node, target, dropped.files);
  };

  return (
    <>
      <FilesToolbar
        node={node}
        selected={row ? { downloadable: !isFolder(row.entry) && row.entry.kind !== "other" } : null}
        onNewFile={() => actions.newFile(folder)}
        onNewFolder={() => actions.newFolder(folder)}
        onUpload={(files) => upload(node, folder, files)}
        onRename={() => row && actions.rename(row.path)}
        onDownload={() => row && actions.download(row.path)}
        onDelete={() => row && actions.remove(row)}
        onRefresh={refresh}
      />
      {!top && <p className="p-3 text-[13px] text-muted">Reading…</p>}
      {top?.problem && rows.length === 0 ? (
        <Notice title={top.problem} tone="bad" live="alert">
          <Button onClick={refresh}>Try again</Button>
        </Notice>
      ) : (
        <>
          {top && rows.length === 0 && (
            <p className="p-3 text-[13px] text-muted">
              No files yet. Make one, drop some here, or clone a repository.
            </p>
          )}
          <FileTree
            rows={rows}
            root={root}
            selected={selected}
            onSelect={setSelected}
            onToggle={toggle}
            onOpen={(target) => {
              setSelected(target.path);
              actions.open(target);
            }}
            onRename={actions.rename}
            onDelete={actions.remove}
            onDrop={takeDrop}
          />
          {remarks.length > 0 && (
            <ul
              role="status"
              className="max-h-24 overflow-auto border-line border-t p-2 text-[13px] text-muted"
            >
              {remarks.map((remark) => (
                <li key={remark}>{remark}</li>
              ))}
            </ul>
          )}
        </>
      )}
    </>
  );
}
