import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../common/app-error.ts";
import { BASE_CONTENTS, loadBaseImages } from "../image/base-images.ts";
import { ensureImage } from "../image/build-image.ts";
import { chooseRecipe } from "../image/recipe.ts";
import { ensureTemplate, templateName } from "../image/template.ts";
import { createIncusAdmin } from "../incus/incus-admin.ts";
import { fullContents } from "../shelf/shelf-images.ts";
import { readAptSources } from "./apt-sources.ts";
import { type DataFolder, machine, projectOf } from "./data-folder.ts";
import { findServingIncus, startEmbeddedIncus } from "./embedded-incus.ts";
import { cgroupVersion, raiseHostLimits } from "./host-limits.ts";
import type { Installation } from "./installation.ts";
import { writeInstallation } from "./installation-file.ts";
import { withMachineLock } from "./machine-lock.ts";
import { ensureNetworks } from "./networks.ts";
import { installPackages, readRelease } from "./packages.ts";
import { ensureProjects, mountPool } from "./storage-pool.ts";

/** Shows a step while it runs. */
export type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

export function checkPlatform(): void {
  if (process.platform !== "linux") {
    throw new AppError("setup.platform", {
      userMessage: `Slipway runs sandboxes on Linux; this is ${process.platform}.`,
    });
  }
  const release = readRelease();
  const supported =
    (release.id === "debian" && release.version >= 12) ||
    (release.id === "ubuntu" && release.version >= 24.04);
  if (!supported) {
    throw new AppError("setup.platform", {
      userMessage: `${release.id} ${release.version} is not supported.`,
    });
  }
  if (process.getuid?.() !== 0) throw new AppError("setup.not-root");
}

export interface EngineSetUp {
  installation: Installation;
  /** Alias of the sandbox image. */
  image: string;
  /** The first template; the full one is made from it. */
  base: string;
}

/** Brings up everything that sandboxes need on this machine and writes installation.json. What stands is left as it is. */
export async function setUpEngine(data: DataFolder, step: Step): Promise<EngineSetUp> {
  checkPlatform();
  return withMachineLock(async () => {
    await step("System packages", installPackages);
    raiseHostLimits();
    const socket = await step("Engine of the pool (Incus)", async () => {
      await mountPool();
      return (await findServingIncus()) ?? (await startEmbeddedIncus());
    });
    const incus = createIncusAdmin({ socket });
    try {
      const networks = await step("Storage, projects and networks", async () => {
        await ensureProjects(incus, data.copyId);
        return ensureNetworks(incus, data.copyId);
      });
      const recipe = chooseRecipe(readRelease(), readAptSources());
      const image = await step("Sandbox image", () => ensureImage(incus, recipe));
      const cgroup = cgroupVersion();
      const base = await step("First template (engine and base images)", () =>
        ensureTemplate({
          incus,
          image,
          cgroupVersion: cgroup,
          contents: BASE_CONTENTS,
          fill: (inside) => loadBaseImages(inside, recipe),
        }),
      );
      const full = templateName(image, fullContents(base));
      const fullStands = await incus.find(
        `/1.0/instances/${full}/snapshots/ready?project=${machine.sharedProject}`,
      );
      const installation: Installation = {
        copyId: data.copyId,
        incusSocket: socket,
        project: projectOf(data.copyId),
        sharedProject: machine.sharedProject,
        storagePool: machine.storagePool,
        networks,
        template: fullStands ? full : base,
        cgroupVersion: cgroup,
        agentSocket: data.agentSocket,
      };
      mkdirSync(data.runFolder, { recursive: true, mode: 0o700 });
      writeFileSync(join(machine.copies, data.copyId), data.path);
      writeInstallation(data, installation);
      return { installation, image, base };
    } finally {
      await incus.dispose();
    }
  });
}
