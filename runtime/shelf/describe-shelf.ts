import type { ShelfImage } from "./image-recipe.ts";
import { normaliseReference } from "./image-reference.ts";
import { missingImages } from "./list-shelf.ts";

export interface ShelfRow {
  image: string;
  state: "here" | "missing" | "outdated";
  /** Where it is from, or could be had. */
  origin: string;
  /** The labs that declare it. */
  labs: string[];
}

const nameOf = (reference: string) => normaliseReference(reference).replace(/[:@][^/]*$/, "");

/** What the shelf has and lacks: a row for each image that a lab declares, and for each that has a recipe. */
export function describeShelf(known: {
  shelf: ReadonlySet<string>;
  declared: ReadonlyMap<string, string[]>;
  /** Names of images that every sandbox has. */
  inTemplate: string[];
  recipes: ShelfImage[];
  isBuilt: (image: ShelfImage) => boolean;
  isFetched: (name: string) => boolean;
}): ShelfRow[] {
  const labs = new Map<string, string[]>();
  for (const reference of [...known.inTemplate, ...known.recipes.map((image) => image.name)])
    labs.set(normaliseReference(reference), []);
  for (const [lab, images] of known.declared) {
    for (const reference of new Set(images.map(normaliseReference)))
      labs.set(reference, [...(labs.get(reference) ?? []), lab]);
  }
  const rows = [...labs].map(([image, needing]): ShelfRow => {
    const name = nameOf(image);
    const recipe = known.recipes.find((candidate) => candidate.name === name);
    const here = missingImages([image], known.shelf).length === 0;
    const canBuild = recipe?.tags.some((tag) => `${name}:${tag}` === image) ?? false;
    const fetched = known.isFetched(name);
    const outdated = here && canBuild && recipe !== undefined && !fetched && !known.isBuilt(recipe);
    const state = outdated ? "outdated" : here ? "here" : "missing";
    const origin = originOf({ here, fetched, canBuild, inTemplate: known.inTemplate.includes(name) });
    return { image, state, origin, labs: needing };
  });
  return rows.sort((a, b) => a.image.localeCompare(b.image));
}

function originOf(known: {
  here: boolean;
  fetched: boolean;
  canBuild: boolean;
  inTemplate: boolean;
}): string {
  if (known.here && known.fetched) return "from Docker Hub";
  if (known.inTemplate) return known.here ? "in every sandbox" : "comes with the first start";
  if (known.canBuild)
    return known.here ? "built from Debian packages" : "can be built: npm run images -- build";
  return known.here ? "from Docker Hub" : "Docker Hub only: npm run images -- fetch";
}

/** The rows as a table of plain text, for a terminal. */
export function renderShelf(rows: ShelfRow[]): string {
  const head = ["IMAGE", "SHELF", "WHERE FROM", "NEEDED BY"];
  const cells = rows.map((row) => [row.image, row.state, row.origin, row.labs.join(", ") || "-"]);
  const widths = head.map((title, index) =>
    Math.max(title.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  return [head, ...cells]
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
