import type { LabLibrary } from "../library/lab-library.ts";
import type { Lab } from "../model/lab.ts";
import type { ImportedShelf } from "./imported-shelf.ts";

/**
 * The server's own library in which imported labs can be found by whoever knows their name. None of them is ever among `all`. `running`
 * finds one that was removed while somebody is in the middle of it.
 */
export const libraryWithImports = (
  library: LabLibrary,
  shelf: ImportedShelf,
  running: (digest: string) => Lab | undefined,
): LabLibrary => ({
  ...library,
  get: (slug) => library.get(slug) ?? shelf.get(slug),
  byDigest: (digest) => library.byDigest(digest) ?? shelf.byDigest(digest) ?? running(digest),
  onChange(listener) {
    const stops = [library.onChange(listener), shelf.onChange(listener)];
    return () => {
      for (const stop of stops) stop();
    };
  },
});
