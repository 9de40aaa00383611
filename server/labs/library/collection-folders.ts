import { readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

export interface CollectionFolder {
  name: string;
  path: string;
}

/** Folders as they are configured: a path that ends in `/*` stands for each folder in it, by name. What is absent is left out. */
export function collectionFolders(configured: readonly string[]): CollectionFolder[] {
  return configured.flatMap((one) => {
    if (!one.endsWith("/*")) return [{ name: basename(resolve(one)), path: resolve(one) }];
    const parent = resolve(dirname(one));
    try {
      return readdirSync(parent, { withFileTypes: true })
        .filter((entry) => !entry.name.startsWith(".") && entry.isDirectory())
        .map(({ name }) => ({ name, path: join(parent, name) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch {
      return [];
    }
  });
}

/** What is watched for changes: the folders themselves, and those whose folders are looked for. */
export const watchedPaths = (configured: readonly string[]): string[] =>
  configured.map((one) => resolve(one.endsWith("/*") ? dirname(one) : one));
