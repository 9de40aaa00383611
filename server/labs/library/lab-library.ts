import { existsSync } from "node:fs";
import { sep } from "node:path";
import { watch } from "chokidar";
import type { Logger } from "../../../runtime/common/logger.ts";
import type { LabRemark, LabSlug } from "../../../runtime/protocol/index.ts";
import type { LabFolder } from "../model/folder.ts";
import type { Course, Lab } from "../model/lab.ts";
import { folderOnDisk } from "../sources/folder-on-disk.ts";
import { type CollectionFolder, collectionFolders, watchedPaths } from "./collection-folders.ts";
import type { LoadedLabs } from "./loaded-labs.ts";
import { type Catalog, mergeCollections } from "./merge-collections.ts";
import { orderCourses, orderLabs } from "./order-catalog.ts";
import { refuseReserved } from "./refuse-reserved.ts";
import { createVersionKeep } from "./version-keep.ts";
import { createVersionStore } from "./version-store.ts";

/** The labs that this server offers, as they are on disk now. What it gives is never changed: a new version is a new object. */
export interface LabLibrary {
  all(): Lab[];
  get(slug: LabSlug): Lab | undefined;
  courses(): Course[];
  /** Also a version that its author has replaced since, for whoever is in the middle of it. */
  byDigest(digest: string): Lab | undefined;
  /** Somebody begins this version: it is to be had by its digest for 60 days, also after the server starts anew. */
  keep(digest: string): void;
  remarks(slug: LabSlug): LabRemark[];
  /** Of folders that hold no lab that could be shown, and of courses. */
  otherRemarks(): LabRemark[];
  /** Called after each change with the slugs that are new, other than before, or gone. */
  onChange(listener: (slugs: LabSlug[]) => void): () => void;
  /** Reads everything again now, without waiting for the disk's word. */
  reload(): void;
  dispose(): Promise<void>;
}

export interface LabLibraryOptions {
  /** Folders that hold labs; one that ends in `/*` stands for each folder in it. They may come to be later. */
  folders: string[];
  /** `name` is the folder's own, for a lab that is the whole folder. */
  load: (folder: LabFolder, name: string) => LoadedLabs;
  /** Where versions that somebody began are kept; without it they are gone with the process. */
  versionsFolder?: string;
  log: Logger;
  /** Quiet time after a change before it is read: an editor or an unpacking writes many files. */
  settleMs?: number;
  /** Off in tests that reload themselves. */
  follow?: boolean;
}

const EMPTY: LoadedLabs = { labs: [], courses: [], remarks: [] };
/** Where a folder cannot be watched (absent yet, a network disk, no inotify left), it is looked for at this pace. */
const LOOK_AGAIN_MS = 15_000;

function changedSlugs(before: Catalog, after: Catalog): LabSlug[] {
  const slugs = new Set([...before.labs.keys(), ...after.labs.keys()]);
  return [...slugs].filter((slug) => before.labs.get(slug)?.digest !== after.labs.get(slug)?.digest);
}

/** Reads all labs at once and follows their folders. A folder that cannot be read keeps what was read of it before. */
export function createLabLibrary(options: LabLibraryOptions): LabLibrary {
  const { folders, load, versionsFolder, log, settleMs = 300, follow = true } = options;
  const versions = createVersionKeep();
  const store = versionsFolder === undefined ? undefined : createVersionStore(versionsFolder, log);
  const listeners = new Set<(slugs: LabSlug[]) => void>();
  const loadedOf = new Map<string, LoadedLabs>();
  let catalog: Catalog = mergeCollections([]);

  /** Whoever runs this server looks in vain for what has no place in the catalog: this is why. */
  const tellLost = (path: string, { labs, remarks }: LoadedLabs) => {
    const lost = labs.flatMap(({ loaded }) => (loaded.lab === null ? loaded.remarks : []));
    for (const { severity, file, message } of [...lost, ...remarks])
      if (severity === "error") log.warn({ event: "labs.error", path, file, why: message });
  };

  const loadOne = ({ name, path }: CollectionFolder): LoadedLabs => {
    if (!existsSync(path)) {
      loadedOf.delete(path);
      return EMPTY;
    }
    const startedAtMs = Date.now();
    try {
      const loaded = refuseReserved(load(folderOnDisk(path), name));
      loadedOf.set(path, loaded);
      log.info({
        event: "labs.loaded",
        path,
        labs: loaded.labs.length,
        durationMs: Date.now() - startedAtMs,
      });
      tellLost(path, loaded);
      return loaded;
    } catch (error) {
      log.warn({ event: "labs.unreadable", path, err: error });
      return loadedOf.get(path) ?? EMPTY;
    }
  };

  /** `changed` are paths that changed: only the collections around them are read; null reads all. */
  const reload = (changed: readonly string[] | null) => {
    const current = collectionFolders(folders);
    const isTouched = (folder: CollectionFolder) =>
      changed === null ||
      !loadedOf.has(folder.path) ||
      changed.some((path) => path === folder.path || path.startsWith(folder.path + sep));
    const collections = current.map((folder) => ({
      name: folder.name,
      loaded: isTouched(folder) ? loadOne(folder) : (loadedOf.get(folder.path) ?? EMPTY),
    }));
    const before = catalog;
    catalog = mergeCollections(collections);
    for (const lab of catalog.labs.values()) versions.add(lab);
    const slugs = changedSlugs(before, catalog);
    const sameCourses = JSON.stringify([...before.courses]) === JSON.stringify([...catalog.courses]);
    if (slugs.length === 0 && sameCourses) return;
    for (const listener of listeners) listener(slugs);
  };
  reload(null);

  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const note = (path: string) => {
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const paths = [...changed];
      changed.clear();
      reload(paths);
    }, settleMs);
  };
  const watcher = follow
    ? watch(watchedPaths(folders), {
        ignoreInitial: true,
        followSymlinks: false,
        // Folders of version control and of tools change often and hold no lab.
        ignored: (path) =>
          /[/\\](\.[^/\\]+|node_modules)([/\\]|$)/.test(relativeTo(path, watchedPaths(folders))),
      })
        .on("all", (_event, path) => note(path))
        .on("error", (error) => log.warn({ event: "labs.watch-failed", err: error }))
    : undefined;
  const absent = () => watchedPaths(folders).filter((path) => !existsSync(path));
  let missing = absent();
  const lookAgain = setInterval(() => {
    const now = absent();
    for (const path of missing) {
      if (now.includes(path)) continue;
      watcher?.add(path);
      note(path);
    }
    missing = now;
  }, LOOK_AGAIN_MS);
  lookAgain.unref();

  return {
    all: () => orderLabs([...catalog.labs.values()], [...catalog.courses.values()]),
    get: (slug) => catalog.labs.get(slug),
    courses: () => orderCourses([...catalog.courses.values()]),
    byDigest(digest) {
      const known = versions.get(digest) ?? store?.read(digest);
      if (known) versions.add(known);
      return known;
    },
    keep(digest) {
      const lab = versions.get(digest);
      if (lab) store?.keep(lab);
    },
    remarks: (slug) => catalog.remarks.get(slug) ?? [],
    otherRemarks: () => catalog.otherRemarks,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reload: () => reload(null),
    async dispose() {
      clearTimeout(timer);
      clearInterval(lookAgain);
      await watcher?.close();
    },
  };
}

/** The part of a path below whichever of the folders holds it. */
function relativeTo(path: string, folders: string[]): string {
  const folder = folders.find((one) => path === one || path.startsWith(one + sep));
  return folder === undefined ? path : path.slice(folder.length);
}
