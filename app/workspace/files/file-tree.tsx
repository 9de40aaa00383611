"use client";
import { ChevronRight, File, FileSymlink, Folder, FolderOpen } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { describeSize } from "../../client/file-kind.ts";
import { decideTreeKey, type TreeRow } from "./tree-model.ts";

function Icon({ row }: { row: TreeRow }) {
  if (row.entry.kind === "directory")
    return row.expanded ? <FolderOpen size={15} aria-hidden /> : <Folder size={15} aria-hidden />;
  return row.entry.kind === "symlink" ? (
    <FileSymlink size={15} aria-hidden />
  ) : (
    <File size={15} aria-hidden />
  );
}

/** The tree: arrows move, Enter opens, F2 renames, Delete deletes. */
export function FileTree({
  rows,
  selected,
  label,
  onSelect,
  onToggle,
  onOpen,
  onRename,
  onDelete,
}: {
  rows: TreeRow[];
  selected: string | null;
  label: string;
  onSelect: (path: string) => void;
  onToggle: (path: string, open: boolean) => void;
  onOpen: (row: TreeRow) => void;
  onRename: (path: string) => void;
  onDelete: (path: string) => void;
}) {
  const tree = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "F2" && selected) onRename(selected);
    if (event.key === "Delete" && selected) onDelete(selected);
    const move = decideTreeKey(event.key, rows, selected);
    if (!move) return;
    event.preventDefault();
    if (move.type === "toggle") onToggle(move.path, move.open);
    else if (move.type === "open") {
      const row = rows.find((candidate) => candidate.path === move.path);
      if (row) onOpen(row);
    } else {
      onSelect(move.path);
      tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(move.path)}"]`)?.focus();
    }
  };
  const entry = rows.some((row) => row.path === selected) ? selected : rows[0]?.path;
  return (
    <div ref={tree} role="tree" aria-label={label} onKeyDown={onKeyDown} className="min-h-full py-1">
      {rows.map((row) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all its items
        <div
          key={row.path}
          role="treeitem"
          data-path={row.path}
          tabIndex={row.path === entry ? 0 : -1}
          aria-level={row.level}
          aria-posinset={row.place}
          aria-setsize={row.siblings}
          aria-selected={row.path === selected}
          aria-expanded={row.entry.kind === "directory" ? row.expanded : undefined}
          title={
            row.entry.kind === "file"
              ? `${row.entry.name}, ${describeSize(row.entry.sizeBytes)}`
              : row.entry.name
          }
          onFocus={() => onSelect(row.path)}
          onClick={() => (row.entry.kind === "directory" ? onToggle(row.path, !row.expanded) : onOpen(row))}
          style={{ paddingLeft: `${row.level * 12 - 4}px` }}
          className={`flex min-h-7 select-none items-center gap-1.5 whitespace-nowrap pr-2 text-[13px] hover:bg-raised ${
            row.path === selected ? "bg-raised" : ""
          }`}
        >
          <ChevronRight
            size={13}
            aria-hidden
            className={`shrink-0 text-muted ${row.entry.kind === "directory" ? "" : "invisible"} ${row.expanded ? "rotate-90" : ""}`}
          />
          <span className="shrink-0 text-muted">
            <Icon row={row} />
          </span>
          <span className="truncate">{row.entry.name}</span>
        </div>
      ))}
    </div>
  );
}
