import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BASE_CONTENTS, loadBaseImages } from "../image/base-images.ts";
import { ensureImage } from "../image/build-image.ts";
import { chooseRecipe } from "../image/recipe.ts";
import { ensureTemplate, templateName } from "../image/template.ts";
import { createIncusAdmin } from "../incus/incus-admin.ts";
import { ensureHubCertificate, HUB_HOSTS } from "../shelf/hub-certificate.ts";
import { readPackageHosts } from "../shelf/package-hosts.ts";
import { fullContents } from "../shelf/shelf-images.ts";
import { readAptSources } from "./apt-sources.ts";
import { stopDaemon } from "./daemon.ts";
import { type DataFolder, machine, openRunFolder, projectOf } from "./data-folder.ts";
import { findServingIncus, startEmbeddedIncus } from "./embedded-incus.ts";
import { cgroupVersion, raiseHostLimits } from "./host-limits.ts";
import type { Installation } from "./installation.ts";
import { writeInstallation } from "./installation-file.ts";
import { withMachineLock } from "./machine-lock.ts";
import { ensureNetworks } from "./networks.ts";
import { installPackages, readRelease } from "./packages.ts";
import { removeDeadCopies } from "./remove-copy.ts";
import { ensurePool, ensureProjects, mountPool } from "./storage-pool.ts";

/** Shows a step while it runs. */
export type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

export interface EngineSetUp {
  installation: Installation;
  /** Alias of the sandbox image. */
  image: string;
  /** The first template; the full one is made from it. */
  base: string;
}

/** Brings up everything that sandboxes need on this machine and writes installation.json. What stands is left as it is. */
export async function setUpEngine(data: DataFolder, step: Step): Promise<EngineSetUp> {
  const serving = await findServingIncus();
  return withMachineLock(async () => {
    await step("System packages", () => installPackages(serving !== undefined));
    raiseHostLimits();
    openRunFolder(data);
    writeFileSync(join(machine.copies, data.copyId), data.path);
    await retireDaemons(data);
    sweepBuildFolder();
    const socket = await step("Engine of the pool (Incus)", () => serveEngine());
    const incus = createIncusAdmin({ socket });
    const lowPorts = process.getuid?.() === 0;
    const hubCertificate = lowPorts ? await ensureHubCertificate() : undefined;
    try {
      const networks = await step("Storage, projects and networks", async () => {
        const say = (line: string) => console.log(`    ${line}`);
        await removeDeadCopies(incus, data.copyId, say);
        await ensurePool(incus, say);
        await ensureProjects(incus, data);
        return ensureNetworks(incus, data.copyId, {
          packages: lowPorts ? await readPackageHosts() : [],
          hub: hubCertificate ? HUB_HOSTS : [],
        });
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
        lowPorts,
        ...(hubCertificate ? { hubCertificate } : {}),
        cgroupVersion: cgroup,
        agentSocket: data.agentSocket,
      };
      writeInstallation(data, installation);
      return { installation, image, base };
    } finally {
      await incus.dispose();
    }
  });
}

/** The Incus that serves, or one of our own. Its pool has to be mounted before it starts. */
async function serveEngine(): Promise<string> {
  const serving = await findServingIncus();
  if (serving) return serving;
  await mountPool();
  return startEmbeddedIncus();
}

/**
 * Ends what is not to run when set-up begins: the writer of a shelf whose filling was killed, and daemons that older versions
 * had (resolvers, which Incus runs now, and the mirror's forwarders).
 */
async function retireDaemons(data: DataFolder): Promise<void> {
  const names = readdirSync(data.runFolder).filter((name) =>
    /^(resolver-.*|mirror-.*|shelf-writer)\.pid$/.test(name),
  );
  await Promise.all(names.map((name) => stopDaemon(join(data.runFolder, name))));
}

/** What a set-up that was killed left half made. Nobody else builds: the caller holds the machine's lock. */
function sweepBuildFolder(): void {
  for (const name of readdirSync(machine.build))
    rmSync(join(machine.build, name), { recursive: true, force: true });
}
