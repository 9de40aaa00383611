import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { machine } from "../engine/data-folder.ts";
import type { IncusAdmin } from "../incus/incus-admin.ts";
import { importImage } from "./import-image.ts";
import { hashRecipe, type ImageRecipe } from "./recipe.ts";
import { makeRootArchive } from "./root-archive.ts";

const project = machine.sharedProject;

/**
 * Makes the sandbox image and gives it to Incus, unless one of this recipe is there. Resolves with its alias; rejects as
 * makeRootArchive does.
 */
export async function ensureImage(incus: IncusAdmin, recipe: ImageRecipe): Promise<string> {
  const alias = `sandbox-${hashRecipe(recipe)}`;
  if (await incus.find(`/1.0/images/aliases/${alias}?project=${project}`)) return alias;
  mkdirSync(machine.build, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(machine.build, "image-"));
  try {
    await importImage(incus, { project, alias, archive: await makeRootArchive(recipe, folder) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return alias;
}
