import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../common/app-error.ts";
import type { ShelfImage } from "./image-recipe.ts";
import { normaliseReference } from "./image-reference.ts";
import { hashImage, LAB_IMAGES } from "./shelf-images.ts";

/** Which images stand on a shelf as their recipes make them now, and which were fetched from Docker Hub in their place. */
export interface ShelfMarks {
  isBuilt(image: ShelfImage): boolean;
  isFetched(name: string): boolean;
  markBuilt(image: ShelfImage): void;
  markFetched(name: string): void;
}

const FETCHED = "fetched";

/** Marks are empty files beside the shelf's registry, so that they go when it goes. */
export function openShelfMarks(shelf: string): ShelfMarks {
  const folder = join(shelf, "made");
  const fileOf = (name: string, how: string) => join(folder, `${name.replaceAll("/", "+")}=${how}`);
  const mark = (name: string, how: string) => {
    mkdirSync(folder, { recursive: true });
    for (const old of readdirSync(folder)) {
      if (join(folder, old).startsWith(fileOf(name, ""))) rmSync(join(folder, old));
    }
    writeFileSync(fileOf(name, how), "");
  };
  return {
    isBuilt: (image) => existsSync(fileOf(image.name, hashImage(image))),
    isFetched: (name) => existsSync(fileOf(name, FETCHED)),
    markBuilt: (image) => mark(image.name, hashImage(image)),
    markFetched: (name) => mark(name, FETCHED),
  };
}

/**
 * The recipes to build for these names (all when empty), each after what it is made from, without those that stand.
 * Rejects with input.invalid a name that has no recipe.
 */
export function planLabImages(
  names: string[],
  stands: (image: ShelfImage) => boolean,
  recipes: ShelfImage[] = LAB_IMAGES,
): ShelfImage[] {
  const wanted = new Set<string>();
  const want = (name: string) => {
    const recipe = recipes.find((image) => image.name === name);
    if (!recipe) throw noRecipe(name, recipes);
    recipe.needs?.forEach(want);
    wanted.add(name);
  };
  for (const name of names.length > 0 ? names : recipes.map((image) => image.name))
    want(normaliseReference(name).replace(/:[^/:]*$/, ""));
  return recipes.filter((image) => wanted.has(image.name) && !stands(image));
}

const noRecipe = (name: string, recipes: ShelfImage[]) =>
  new AppError("input.invalid", {
    userMessage: `There is no recipe that builds ${name}.`,
    nextStep: `There are recipes for ${recipes.map((image) => image.name).join(", ")}. Others come with: npm run images -- fetch ${name}`,
  });
