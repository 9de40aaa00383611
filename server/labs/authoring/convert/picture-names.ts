import { pathBelowRoot } from "../../markdown/lab-path.ts";
import { picturePath } from "../../native/native-names.ts";

/** Where each picture of a lab goes in the native format: below images/, under a name of its own. Undefined for what is no picture. */
export function picturePlaces(paths: readonly string[]): Map<string, string> {
  const places = new Map<string, string>();
  const taken = new Set<string>();
  // Those that stand right already keep their names.
  for (const path of paths.toSorted((a, b) => Number(picturePath.test(b)) - Number(picturePath.test(a)))) {
    const name = (path.split("/").at(-1) ?? path).replaceAll(/[^\w.-]+/g, "-");
    let place = picturePath.test(path) ? path : `images/${name}`;
    for (let number = 2; taken.has(place); number++) place = `images/${number}-${name}`;
    if (!picturePath.test(place)) continue;
    taken.add(place);
    places.set(path, place);
  }
  return places;
}

/** What a text that goes into `newFile` writes to show the picture that `oldFile` calls `written`. */
export function pictureAddress(
  places: ReadonlyMap<string, string>,
  written: string,
  oldFile: string,
  newFile: string,
): string | null {
  const below = pathBelowRoot(written, oldFile);
  // Some dialects count from the root as well.
  const fromRoot = pathBelowRoot(written, "x");
  const place = places.get(below ?? "") ?? places.get(fromRoot ?? "");
  if (place === undefined) return null;
  const up = "../".repeat(newFile.split("/").length - 1);
  return encodeURI(`${up}${place}`);
}
