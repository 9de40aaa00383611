import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isOfAnotherRegistry, normaliseReference } from "./image-reference.ts";

const MANIFESTS = "_manifests";

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function tagsBelow(root: string, name: string): Promise<string[]> {
  const folders = await foldersIn(join(root, name));
  const deeper = folders.filter((folder) => !folder.startsWith("_")).map((folder) => join(name, folder));
  const tags = folders.includes(MANIFESTS) ? await foldersIn(join(root, name, MANIFESTS, "tags")) : [];
  const found = await Promise.all(deeper.map((folder) => tagsBelow(root, folder)));
  return [...tags.map((tag) => `${name}:${tag}`), ...found.flat()];
}

/**
 * The images that a sandbox has or can pull, as `name:tag` in Docker's short form: what stands on the shelf, which holds the
 * template's images as well. Reads a few folders and calls nobody; empty when there is no shelf yet.
 */
export async function listShelfImages(shelf: { folder: string }): Promise<Set<string>> {
  const root = join(shelf.folder, "docker/registry/v2/repositories");
  return new Set((await tagsBelow(root, "")).map(normaliseReference));
}

/**
 * Of the images that a lab declares, those that no sandbox here can have: Start says so. One of another registry than
 * Docker Hub's counts as missing, as sandboxes reach none.
 */
export function missingImages(declared: string[], shelf: ReadonlySet<string>): string[] {
  return declared.filter(
    (reference) => isOfAnotherRegistry(reference) || !shelf.has(normaliseReference(reference)),
  );
}
