"use client";
import { ChevronRight, File, FileSymlink, Folder, FolderOpen } from "lucide-react";
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { describeSize } from "../../client/file-kind.ts";
import { displayName, parentPath } from "../../client/sandbox-path.ts";
import { TREE_PATH } from "./dropped-files.ts";
import { decideTreeKey, isFolder, rowsInView, type TreeRow } from "./tree-model.ts";

const ROW_PX = 28;

function Icon({ row }: { row: TreeRow }) {
  if (isFolder(row.entry))
    return row.expanded ? <FolderOpen size={15} aria-hidden /> : <Folder size={15} aria-hidden />;
  return row.entry.kind === "symlink" ? (
    <FileSymlink size={15} aria-hidden />
  ) : (
    <File size={15} aria-hidden />
  );
}

function inWords({ entry }: TreeRow): string {
  const name = displayName(entry.name);
  if (entry.kind === "file") return `${name}, ${describeSize(entry.sizeBytes)}`;
  if (entry.kind === "symlink") return `${name}, a link to ${entry.linkTo ? `a ${entry.linkTo}` : "nothing"}`;
  return name;
}

/** Which part of the scrolled list is in view. */
function useInView(count: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ topPx: 0, heightPx: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => setPlace({ topPx: element.scrollTop, heightPx: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  return { scroller, inView: rowsInView(count, place.topPx, place.heightPx, ROW_PX) };
}

/** The tree: arrows move, Enter opens, F2 renames, Delete deletes. Of thousands of rows only those in view are drawn. */
export function FileTree({
  rows,
  root,
  selected,
  onSelect,
  onToggle,
  onOpen,
  onRename,
  onDelete,
  onDrop,
}: {
  rows: TreeRow[];
  root: string;
  selected: string | null;
  onSelect: (path: string) => void;
  onToggle: (path: string, open: boolean) => void;
  onOpen: (row: TreeRow) => void;
  onRename: (path: string) => void;
  onDelete: (row: TreeRow) => void;
  onDrop: (folder: string, transfer: DataTransfer) => void;
}) {
  const { scroller, inView } = useInView(rows.length);
  const [dropFolder, setDropFolder] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const hadFocus = useRef(false);
  const entry = rows.some((row) => row.path === selected) ? selected : rows[0]?.path;

  // After every drawing: a row walked to by key may have been out of view; one that held the focus may be gone.
  useEffect(() => {
    const lost = hadFocus.current && document.activeElement === document.body;
    const path = wanted.current ?? (lost ? entry : null);
    wanted.current = null;
    if (path) scroller.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus();
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = rows.find((row) => row.path === selected);
    if (event.key === "F2" && here) onRename(here.path);
    if (event.key === "Delete" && here) onDelete(here);
    const move = decideTreeKey(event.key, rows, selected);
    if (!move) return;
    event.preventDefault();
    if (move.type === "toggle") onToggle(move.path, move.open);
    else if (move.type === "open" && here) onOpen(here);
    else if (move.type === "focus") {
      wanted.current = move.path;
      onSelect(move.path);
    }
  };
  const dropTarget = (event: DragEvent): string => {
    const path = event.target instanceof Element && event.target.closest("[data-path]");
    const row = path && rows.find((candidate) => candidate.path === path.getAttribute("data-path"));
    if (!row) return root;
    return isFolder(row.entry) ? row.path : parentPath(row.path);
  };
  const onDragOver = (event: DragEvent) => {
    const { types } = event.dataTransfer;
    if (!types.includes("Files") && !types.includes(TREE_PATH)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = types.includes(TREE_PATH) ? "move" : "copy";
    setDropFolder(dropTarget(event));
  };

  const shown = rows.flatMap((row, at) =>
    (at >= inView[0] && at < inView[1]) || row.path === entry ? [{ row, at }] : [],
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the pointer's way; keys have theirs in the tree
    <div
      ref={scroller}
      className={`min-h-0 flex-1 overflow-auto py-1 ${dropFolder === root ? "bg-raised" : ""}`}
      onDragOver={onDragOver}
      onDragLeave={() => setDropFolder(null)}
      onDrop={(event) => {
        event.preventDefault();
        setDropFolder(null);
        onDrop(dropTarget(event), event.dataTransfer);
      }}
    >
      <div
        role="tree"
        aria-label="Files"
        onKeyDown={onKeyDown}
        onFocus={() => {
          hadFocus.current = true;
        }}
        onBlur={() => {
          hadFocus.current = false;
        }}
        className="relative"
        style={{ height: `${rows.length * ROW_PX}px` }}
      >
        {shown.map(({ row, at }) => (
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
            aria-expanded={isFolder(row.entry) ? row.expanded : undefined}
            title={inWords(row)}
            draggable
            onDragStart={(event) => event.dataTransfer.setData(TREE_PATH, row.path)}
            onFocus={() => onSelect(row.path)}
            onClick={() => (isFolder(row.entry) ? onToggle(row.path, !row.expanded) : onOpen(row))}
            style={{ top: `${at * ROW_PX}px`, paddingLeft: `${row.level * 12 - 4}px` }}
            className={`absolute inset-x-0 flex h-7 select-none items-center gap-1.5 pr-2 text-[13px] hover:bg-raised ${
              row.path === selected || row.path === dropFolder ? "bg-raised" : ""
            }`}
          >
            <ChevronRight
              size={13}
              aria-hidden
              className={`shrink-0 text-muted ${isFolder(row.entry) ? "" : "invisible"} ${row.expanded ? "rotate-90" : ""}`}
            />
            <span className="shrink-0 text-muted">
              <Icon row={row} />
            </span>
            <bdi dir="ltr" className="truncate whitespace-pre">
              {displayName(row.entry.name)}
            </bdi>
          </div>
        ))}
      </div>
    </div>
  );
}
