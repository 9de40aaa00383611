"use client";
import { Download, FilePlus, FolderPlus, Pencil, RotateCw, Trash2, Upload } from "lucide-react";
import { useRef } from "react";
import { NodeName } from "../../../runtime/protocol/index.ts";
import { TREE_ROOTS } from "../../client/layout-state.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { useWorkspace } from "../workspace-context.ts";

const CHOICE = "h-7 rounded bg-page px-1 text-[13px] text-muted hover:text-text";

/** Which files are shown, and what one does to the selected one. */
export function FilesToolbar({
  node,
  selected,
  onNewFile,
  onNewFolder,
  onUpload,
  onRename,
  onDownload,
  onDelete,
  onRefresh,
}: {
  node: NodeName;
  selected: { downloadable: boolean } | null;
  onNewFile: () => void;
  onNewFolder: () => void;
  onUpload: (files: File[]) => void;
  onRename: () => void;
  onDownload: () => void;
  onDelete: () => void;
  onRefresh: () => void;
}) {
  const { session, layout, dispatch } = useWorkspace();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="flex min-h-9 flex-wrap items-center border-line border-b px-1 [&_button]:px-1!">
      {session.nodes.length > 1 && (
        <select
          aria-label="Files of node"
          value={node}
          onChange={(event) => dispatch({ type: "tree.node", node: NodeName.parse(event.target.value) })}
          className={CHOICE}
        >
          {session.nodes.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
      <select
        aria-label="Folder shown"
        value={layout.treeRoot}
        onChange={(event) => {
          const root = TREE_ROOTS.find((candidate) => candidate === event.target.value);
          if (root) dispatch({ type: "tree.root", root });
        }}
        className={`mr-auto font-mono ${CHOICE}`}
      >
        {TREE_ROOTS.map((root) => (
          <option key={root}>{root}</option>
        ))}
      </select>
      <IconButton name="New file" Icon={FilePlus} onClick={onNewFile} />
      <IconButton name="New folder" Icon={FolderPlus} onClick={onNewFolder} />
      <IconButton name="Upload files" Icon={Upload} onClick={() => picker.current?.click()} />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={(event) => {
          onUpload([...(event.target.files ?? [])]);
          // So that the same file can be chosen again.
          event.target.value = "";
        }}
      />
      <IconButton name="Rename or move (F2)" Icon={Pencil} disabled={!selected} onClick={onRename} />
      <IconButton
        name="Download selected"
        Icon={Download}
        disabled={!selected?.downloadable}
        onClick={onDownload}
      />
      <IconButton name="Delete selected (Del)" Icon={Trash2} disabled={!selected} onClick={onDelete} />
      <IconButton name="Read the files again" Icon={RotateCw} onClick={onRefresh} />
    </div>
  );
}
