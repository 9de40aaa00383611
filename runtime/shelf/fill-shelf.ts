import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DataFolder, machine } from "../engine/data-folder.ts";
import type { Installation } from "../engine/installation.ts";
import { readInstallation, writeInstallation } from "../engine/installation-file.ts";
import { withMachineLock } from "../engine/machine-lock.ts";
import { ensureTemplate } from "../image/template.ts";
import { createIncusAdmin } from "../incus/incus-admin.ts";
import { buildLabImages } from "./build-lab-images.ts";
import type { ShelfImage } from "./image-recipe.ts";
import { builderNetwork, withShelfBuilder } from "./shelf-builder.ts";
import { BASE_NAMES, fullContents, SHELF_IMAGES } from "./shelf-images.ts";
import { tellProgress } from "./shelf-progress.ts";
import { putOnShelf } from "./shelf-writer.ts";

/**
 * Builds the shelf's images in a sandbox of the base template, puts them on the shelf, and makes the template that holds
 * them all. Then installation.json names that template, and so does what it resolves with. Nothing is built twice on a machine.
 */
export async function fillShelf(options: {
  data: DataFolder;
  installation: Installation;
  image: string;
  base: string;
}): Promise<Installation> {
  const { data, installation, image, base } = options;
  const total = SHELF_IMAGES.length + 1;
  const tell = (done: number, current: string | null) =>
    tellProgress(data.shelfFile, { done, total, current });
  tell(0, SHELF_IMAGES[0]?.name ?? null);
  const incus = createIncusAdmin({ socket: installation.incusSocket });
  const { cgroupVersion } = installation;
  try {
    const template = await withMachineLock(async () => {
      const name = await ensureTemplate({
        incus,
        image,
        cgroupVersion,
        contents: fullContents(base),
        from: base,
        network: builderNetwork(installation, "template"),
        fill: async (inside) => {
          for (const [index, item] of SHELF_IMAGES.entries()) {
            tell(index, item.name);
            const tags = item.tags.flatMap((tag) => ["-t", `${item.name}:${tag}`]);
            await inside(["docker", "build", "-q", ...tags, "-"], item.dockerfile);
          }
          await inside(["docker", "builder", "prune", "-af"]);
          // Scripts written for other playgrounds install packages without asking for the lists first.
          await inside(["apt-get", "update", "-qq"]);
        },
      });
      // The template may stand while the shelf is empty: another person on this machine made it, for theirs.
      const mark = join(machine.shelf, name);
      if (!existsSync(mark)) {
        tell(SHELF_IMAGES.length, "the shelf");
        await withShelfBuilder(data, { incus, image, cgroupVersion, from: name }, (inside) =>
          putOnShelf(data, inside, [...BASE_NAMES, ...SHELF_IMAGES.map((item) => item.name)]),
        );
        writeFileSync(mark, "");
      }
      return name;
    });
    const filled = { ...(readInstallation(data) ?? installation), template };
    writeInstallation(data, filled);
    tell(total, null);
    return filled;
  } finally {
    await incus.dispose();
  }
}

/** Then builds what labs pull, with the same progress, while sandboxes go first. */
export function fillLabImages(options: {
  data: DataFolder;
  installation: Installation;
  onFailure?: (image: ShelfImage, error: unknown) => void;
}): Promise<string[]> {
  const { data } = options;
  const onProgress = (progress: { done: number; total: number; current: string | null }) =>
    tellProgress(data.shelfFile, progress);
  return buildLabImages({ ...options, yielding: true, onProgress });
}
