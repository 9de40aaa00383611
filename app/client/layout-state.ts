import { z } from "zod";
import { NodeName, Port, TerminalId } from "../../runtime/protocol/index.ts";

const OpenFile = z.object({ node: NodeName, path: z.string() });
export type OpenFile = z.infer<typeof OpenFile>;
const OpenPort = z.object({
  node: NodeName,
  port: Port,
  path: z.string().startsWith("/").max(2000).catch("/"),
});
export type OpenPort = z.infer<typeof OpenPort>;
export const PANES = ["lab", "files", "editor", "terminal", "preview"] as const;
const Pane = z.enum(PANES);
export type Pane = z.infer<typeof Pane>;

/** Where the tree can begin: the home folder, or all there is. */
export const TREE_ROOTS = ["/root", "/"] as const;
const TreeRoot = z.enum(TREE_ROOTS);
export type TreeRoot = z.infer<typeof TreeRoot>;

/** How the workspace looks: what a reload or a second tab brings back. */
export const WorkspaceLayout = z.object({
  files: z.array(OpenFile).max(50).catch([]),
  activeFile: z.string().nullable().catch(null),
  activeTerminal: TerminalId.nullable().catch(null),
  preview: OpenPort.nullable().catch(null),
  pane: Pane.catch("terminal"),
  treeNode: NodeName.catch("node1"),
  treeRoot: TreeRoot.catch("/root"),
  expanded: z.array(z.string()).max(500).catch([]),
  /** The lab's text is beside the panes. */
  labShown: z.boolean().catch(true),
  /** The lab of this session was shown before: it no longer comes to the front by itself. */
  labMet: z.boolean().catch(false),
  sizes: z.record(z.string(), z.record(z.string(), z.number())).catch({}),
});
export type WorkspaceLayout = z.infer<typeof WorkspaceLayout>;

export type LayoutAction =
  | { type: "file.opened"; file: OpenFile }
  | { type: "file.closed"; key: string }
  | { type: "file.moved"; node: NodeName; from: string; to: string }
  | { type: "file.deleted"; node: NodeName; path: string }
  | { type: "file.chosen"; key: string }
  /** `inPlace`: nobody asked for it, whatever pane is in front stays. */
  | { type: "terminal.chosen"; id: TerminalId; inPlace?: boolean }
  | { type: "preview.opened"; port: OpenPort }
  | { type: "preview.closed" }
  | { type: "pane.chosen"; pane: Pane }
  | { type: "lab.met"; files: OpenFile[] }
  | { type: "lab.shown"; shown: boolean }
  | { type: "tree.node"; node: NodeName }
  | { type: "tree.root"; root: TreeRoot }
  | { type: "folder.toggled"; key: string; open: boolean }
  | { type: "resized"; group: string; layout: Record<string, number> };

export const fileKey = (file: OpenFile) => `${file.node}:${file.path}`;

export const emptyLayout: WorkspaceLayout = WorkspaceLayout.parse({});

/** Reads a stored layout; anything not understood becomes the default. */
export function parseLayout(stored: string | null): WorkspaceLayout {
  try {
    return WorkspaceLayout.parse(JSON.parse(stored ?? "{}"));
  } catch {
    return emptyLayout;
  }
}

const isAtOrBelow = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

/** Closes the files that match; the neighbour of a closed active file becomes active. */
function closeFiles(layout: WorkspaceLayout, matches: (file: OpenFile) => boolean): WorkspaceLayout {
  const files = layout.files.filter((file) => !matches(file));
  if (files.some((file) => fileKey(file) === layout.activeFile)) return { ...layout, files };
  const at = layout.files.findIndex((file) => fileKey(file) === layout.activeFile);
  const next = files[Math.min(Math.max(at, 0), files.length - 1)];
  return { ...layout, files, activeFile: next ? fileKey(next) : null };
}

function moveFiles(layout: WorkspaceLayout, node: NodeName, from: string, to: string): WorkspaceLayout {
  const moved = (path: string) => (isAtOrBelow(path, from) ? to + path.slice(from.length) : path);
  const rename = (file: OpenFile) => (file.node === node ? { node, path: moved(file.path) } : file);
  const active = layout.files.find((file) => fileKey(file) === layout.activeFile);
  return { ...layout, files: layout.files.map(rename), activeFile: active ? fileKey(rename(active)) : null };
}

export function reduceLayout(layout: WorkspaceLayout, action: LayoutAction): WorkspaceLayout {
  switch (action.type) {
    case "file.opened": {
      const key = fileKey(action.file);
      const known = layout.files.some((file) => fileKey(file) === key);
      return {
        ...layout,
        files: known ? layout.files : [...layout.files, action.file],
        activeFile: key,
        pane: "editor",
      };
    }
    case "file.closed":
      return closeFiles(layout, (file) => fileKey(file) === action.key);
    case "file.deleted":
      return closeFiles(layout, (file) => file.node === action.node && isAtOrBelow(file.path, action.path));
    case "file.moved":
      return moveFiles(layout, action.node, action.from, action.to);
    case "file.chosen":
      return { ...layout, activeFile: action.key, pane: "editor" };
    case "terminal.chosen":
      return { ...layout, activeTerminal: action.id, pane: action.inPlace ? layout.pane : "terminal" };
    case "preview.opened":
      return { ...layout, preview: action.port, pane: "preview" };
    case "preview.closed":
      return { ...layout, preview: null, pane: layout.pane === "preview" ? "terminal" : layout.pane };
    case "pane.chosen":
      return { ...layout, pane: action.pane, labShown: layout.labShown || action.pane === "lab" };
    case "lab.met": {
      if (layout.labMet) return layout;
      const opened = action.files.reduce(
        (now, file) => reduceLayout(now, { type: "file.opened", file }),
        layout,
      );
      return { ...opened, pane: "lab", labMet: true };
    }
    case "lab.shown":
      return { ...layout, labShown: action.shown };
    case "tree.node":
      return { ...layout, treeNode: action.node };
    case "tree.root":
      return { ...layout, treeRoot: action.root };
    case "folder.toggled": {
      const others = layout.expanded.filter((key) => key !== action.key);
      return { ...layout, expanded: action.open ? [...others, action.key] : others };
    }
    case "resized":
      return { ...layout, sizes: { ...layout.sizes, [action.group]: action.layout } };
  }
}
