import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import { AppError } from "../common/app-error.ts";
import { BASE_CONTENTS, loadBaseImages } from "../image/base-images.ts";
import { ensureImage } from "../image/build-image.ts";
import { chooseRecipe } from "../image/recipe.ts";
import { ensureTemplate } from "../image/template.ts";
import { createIncusAdmin } from "../incus/incus-admin.ts";
import { readAptSources } from "./apt-sources.ts";
import { type DataFolder, machine, projectOf } from "./data-folder.ts";
import { findServingIncus, startEmbeddedIncus } from "./embedded-incus.ts";
import { cgroupVersion, raiseHostLimits } from "./host-limits.ts";
import { Installation } from "./installation.ts";
import { ensureNetworks } from "./networks.ts";
import { installPackages, readRelease } from "./packages.ts";
import { ensureProjects, mountPool } from "./storage-pool.ts";

/** Shows a step while it runs. */
export type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

/** Only one copy at a time works on what all share. */
export async function withMachineLock<T>(work: () => Promise<T>): Promise<T> {
  for (const folder of [machine.root, machine.logs, machine.copies, machine.build]) {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
  }
  const release = await lock(machine.root, {
    stale: 60_000,
    retries: { retries: 900, minTimeout: 1000, maxTimeout: 1000 },
  });
  try {
    return await work();
  } finally {
    await release();
  }
}

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

/** Brings up everything that sandboxes need on this machine and writes installation.json. What stands is left as it is. */
export async function setUpEngine(data: DataFolder, step: Step): Promise<Installation> {
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
      const kept = readInstallation(data);
      const keptStands =
        kept !== undefined &&
        (await incus.find(
          `/1.0/instances/${kept.template}/snapshots/ready?project=${machine.sharedProject}`,
        ));
      const installation: Installation = {
        copyId: data.copyId,
        incusSocket: socket,
        project: projectOf(data.copyId),
        sharedProject: machine.sharedProject,
        storagePool: machine.storagePool,
        networks,
        template: kept && keptStands ? kept.template : base,
        cgroupVersion: cgroup,
        agentSocket: data.agentSocket,
      };
      mkdirSync(data.runFolder, { recursive: true, mode: 0o700 });
      writeFileSync(join(machine.copies, data.copyId), data.path);
      writeInstallation(data, installation);
      return installation;
    } finally {
      await incus.dispose();
    }
  });
}

export function readInstallation(data: DataFolder): Installation | undefined {
  if (!existsSync(data.installationFile)) return undefined;
  const parsed = Installation.safeParse(JSON.parse(readFileSync(data.installationFile, "utf8")));
  return parsed.success ? parsed.data : undefined;
}

/** Whole or not at all: readers never see half a file. */
export function writeInstallation(data: DataFolder, installation: Installation): void {
  const temporary = `${data.installationFile}.new`;
  writeFileSync(temporary, `${JSON.stringify(installation, null, 2)}\n`);
  renameSync(temporary, data.installationFile);
}
