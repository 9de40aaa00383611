/** The type under which the tree drags an entry of its own. */
export const TREE_PATH = "application/x-slipway-path";

export type Dropped = { path: string } | { files: File[]; folders: string[] };

/** What was dropped: an entry of the tree, or files from elsewhere. Folders come as names only: a browser gives no bytes for them. */
export function readDropped(transfer: DataTransfer): Dropped {
  const path = transfer.getData(TREE_PATH);
  if (path) return { path };
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of transfer.items) {
    const file = item.getAsFile();
    if (!file) continue;
    if (item.webkitGetAsEntry()?.isDirectory) folders.push(file.name);
    else files.push(file);
  }
  return { files, folders };
}
