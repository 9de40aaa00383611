import type { FileEntry } from "../../../runtime/protocol/index.ts";
import { joinPath } from "../../client/sandbox-path.ts";

export interface Listing {
  entries: FileEntry[];
  truncated: boolean;
  /** Why the folder could not be listed. */
  problem: string | null;
}

export interface TreeRow {
  path: string;
  entry: FileEntry;
  level: number;
  expanded: boolean;
  /** Of the siblings: 1-based place and count, for screen readers. */
  place: number;
  siblings: number;
}

/** A folder, or a link that leads to one. */
export const isFolder = (entry: FileEntry) => entry.kind === "directory" || entry.linkTo === "directory";
const rank = (entry: FileEntry) => (isFolder(entry) ? 0 : 1);
const names = new Intl.Collator(undefined, { numeric: true });

/** The visible rows from the top: folders first, then by name; only expanded folders that are listed show their content. */
export function visibleRows(
  root: string,
  listings: ReadonlyMap<string, Listing>,
  expanded: ReadonlySet<string>,
  level = 1,
): TreeRow[] {
  const entries = [...(listings.get(root)?.entries ?? [])].sort(
    (a, b) => rank(a) - rank(b) || names.compare(a.name, b.name),
  );
  return entries.flatMap((entry, at) => {
    const path = joinPath(root, entry.name);
    const open = isFolder(entry) && expanded.has(path);
    const row: TreeRow = { path, entry, level, expanded: open, place: at + 1, siblings: entries.length };
    return open ? [row, ...visibleRows(path, listings, expanded, level + 1)] : [row];
  });
}

export type TreeMove =
  | { type: "focus"; path: string }
  | { type: "toggle"; path: string; open: boolean }
  | { type: "open"; path: string }
  | null;

/** What a key does in the tree, as the ARIA practice for trees has it. */
export function decideTreeKey(key: string, rows: readonly TreeRow[], focused: string | null): TreeMove {
  const at = rows.findIndex((row) => row.path === focused);
  const row = rows[at];
  const focus = (to: TreeRow | undefined): TreeMove => (to ? { type: "focus", path: to.path } : null);
  if (key === "ArrowDown") return focus(rows[at + 1]);
  if (key === "ArrowUp") return focus(rows[at - 1]);
  if (key === "Home") return focus(rows[0]);
  if (key === "End") return focus(rows.at(-1));
  if (!row) return null;
  const foldable = isFolder(row.entry);
  if (key === "ArrowRight") {
    if (!foldable) return null;
    return row.expanded
      ? focus(rows[at + 1]?.level === row.level + 1 ? rows[at + 1] : undefined)
      : { type: "toggle", path: row.path, open: true };
  }
  if (key === "ArrowLeft") {
    if (row.expanded) return { type: "toggle", path: row.path, open: false };
    return focus(rows.slice(0, at).findLast((above) => above.level === row.level - 1));
  }
  if (key === "Enter" || key === " ")
    return foldable
      ? { type: "toggle", path: row.path, open: !row.expanded }
      : { type: "open", path: row.path };
  return null;
}

/** The rows to draw of a long list: those in view with a margin, and the one that holds the focus. From, up to (without). */
export function rowsInView(count: number, topPx: number, heightPx: number, rowPx: number): [number, number] {
  const from = Math.max(0, Math.floor(topPx / rowPx) - MARGIN_ROWS);
  return [Math.min(from, count), Math.min(count, Math.ceil((topPx + heightPx) / rowPx) + MARGIN_ROWS)];
}
const MARGIN_ROWS = 12;
