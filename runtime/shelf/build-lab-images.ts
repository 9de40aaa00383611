import { type DataFolder, machine, shelfBuilderOf } from "../engine/data-folder.ts";
import type { Installation } from "../engine/installation.ts";
import { withLock } from "../engine/process-lock.ts";
import { createIncusAdmin } from "../incus/incus-admin.ts";
import type { ShelfImage } from "./image-recipe.ts";
import { builderNetwork, withShelfBuilder } from "./shelf-builder.ts";
import { openShelfMarks, planLabImages } from "./shelf-marks.ts";
import { putOnShelf } from "./shelf-writer.ts";

export interface LabImagesRequest {
  data: DataFolder;
  /** Its template is the full one, and this copy's gate and mirror run: recipes fetch packages, and pull what they are made from. */
  installation: Installation;
  /** Names of recipes; all when empty. */
  names?: string[];
  /** Gives way to sandboxes. */
  yielding?: boolean;
  /** `done` of `total` are over, `current` is at work; null at the end. */
  onProgress?: (progress: { done: number; total: number; current: string | null }) => void;
  /** An image that could not be built; the others go on. */
  onFailure?: (image: ShelfImage, error: unknown) => void;
}

/**
 * Builds images that only the shelf has, one after another, each in a builder of its own, and puts them on the shelf.
 * What stands there as its recipe makes it now, or was fetched, is left. Resolves with the names that were built; rejects
 * with input.invalid for a name without a recipe, and with the first failure when nobody listens to failures.
 */
export async function buildLabImages(request: LabImagesRequest): Promise<string[]> {
  const { data, installation, names = [], onProgress = () => undefined, onFailure } = request;
  const marks = openShelfMarks(machine.shelf);
  const stands = (image: ShelfImage) => marks.isBuilt(image) || marks.isFetched(image.name);
  const images = planLabImages(names, stands);
  const built: string[] = [];
  for (const [done, image] of images.entries()) {
    onProgress({ done, total: images.length, current: image.name });
    try {
      // Another copy may have built it in the meantime.
      await withLock("lab images", async () => {
        if (stands(image)) return;
        await buildOne(data, installation, image, request.yielding ?? false);
        marks.markBuilt(image);
        built.push(image.name);
      });
    } catch (error) {
      if (!onFailure) throw error;
      onFailure(image, error);
    }
  }
  if (images.length > 0) onProgress({ done: images.length, total: images.length, current: null });
  return built;
}

/** A percentage is a weight, not a wall: a builder works at full speed where nobody else wants the processors. */
const YIELDING = { "limits.cpu.allowance": "10%" };

async function buildOne(
  data: DataFolder,
  installation: Installation,
  image: ShelfImage,
  yielding: boolean,
): Promise<void> {
  const incus = createIncusAdmin({ socket: installation.incusSocket });
  const request = {
    incus,
    // Not read: the builder is cloned from a template.
    image: "",
    cgroupVersion: installation.cgroupVersion,
    from: installation.template,
    network: builderNetwork(installation, "images"),
  };
  try {
    await withShelfBuilder(data, request, async (inside) => {
      if (yielding) {
        const path = `/1.0/instances/${shelfBuilderOf(data.copyId)}?project=${installation.sharedProject}`;
        await incus.call("PATCH", path, { config: YIELDING });
      }
      const tags = image.tags.flatMap((tag) => ["-t", `${image.name}:${tag}`]);
      for (const name of image.needs ?? []) await inside(["docker", "pull", "-q", name]);
      await inside(["docker", "build", "-q", ...tags, "-"], image.dockerfile);
      await putOnShelf(data, inside, [image.name]);
    });
  } finally {
    await incus.dispose();
  }
}
