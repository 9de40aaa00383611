import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../common/app-error.ts";
import { ensureDaemon, stopDaemon } from "../engine/daemon.ts";
import { type DataFolder, machine, shelfBuilderOf } from "../engine/data-folder.ts";
import type { Installation } from "../engine/installation.ts";
import { readInstallation, writeInstallation } from "../engine/installation-file.ts";
import { withMachineLock } from "../engine/machine-lock.ts";
import { runCommand } from "../engine/run-command.ts";
import { ensureTemplate, type RunInside, withInstance } from "../image/template.ts";
import { createIncusAdmin } from "../incus/incus-admin.ts";
import { renderRegistrySettings } from "./registry-settings.ts";
import { BASE_NAMES, fullContents, groupByImage, SHELF_IMAGES } from "./shelf-images.ts";

export interface ShelfProgress {
  done: number;
  total: number;
  /** Image being built; null when all is done. */
  current: string | null;
}

/**
 * Builds the shelf's images in a sandbox of the base template, puts them on the shelf, and makes the template that holds
 * them all. Then installation.json names that template. Nothing is built twice on a machine.
 */
export async function fillShelf(options: {
  data: DataFolder;
  installation: Installation;
  image: string;
  base: string;
}): Promise<void> {
  const { data, installation, image, base } = options;
  const total = SHELF_IMAGES.length + 1;
  const tell = (done: number, current: string | null) => {
    const temporary = `${data.shelfFile}.new`;
    writeFileSync(temporary, `${JSON.stringify({ done, total, current } satisfies ShelfProgress)}\n`);
    renameSync(temporary, data.shelfFile);
  };
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
        network: builderNetwork(installation),
        fill: async (inside) => {
          for (const [index, item] of SHELF_IMAGES.entries()) {
            tell(index, item.name);
            const tags = item.tags.flatMap((tag) => ["-t", `${item.name}:${tag}`]);
            await inside(["docker", "build", "-q", ...tags, "-"], item.dockerfile);
          }
          await inside(["docker", "builder", "prune", "-af"]);
        },
      });
      // The template may stand while the shelf is empty: another person on this machine made it, for theirs.
      const mark = join(machine.shelf, name);
      if (!existsSync(mark)) {
        tell(SHELF_IMAGES.length, "the shelf");
        await withInstance(
          { incus, image, cgroupVersion, from: name },
          shelfBuilderOf(data.copyId),
          (inside) => putOnShelf(inside, join(data.runFolder, "shelf-writer.pid")),
        );
        writeFileSync(mark, "");
      }
      return name;
    });
    writeInstallation(data, { ...(readInstallation(data) ?? installation), template });
    tell(total, null);
  } finally {
    await incus.dispose();
  }
}

/** The last address but one of the packages subnet: sandboxes are given theirs from below. */
function builderNetwork(installation: Installation) {
  const { bridge, gateway, prefix } = installation.networks.packages;
  const parts = gateway.split(".").map(Number);
  const start = parts.reduce((sum, part) => sum * 256 + part, 0);
  const last = Math.floor(start / 2 ** (32 - prefix)) * 2 ** (32 - prefix) + 2 ** (32 - prefix) - 2;
  const address = [24, 16, 8, 0].map((shift) => (last >>> shift) & 255).join(".");
  return { bridge, gateway, address: `${address}/${prefix}` };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function untilAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const ok = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    await sleep(100);
  }
  throw new AppError("setup.failed", {
    userMessage: "The shelf's registry did not start.",
    nextStep: `Read ${join(machine.logs, "shelf.log")}.`,
  });
}

/**
 * Copies every image through a registry that takes writes, on loopback, for as long as this runs. Its pid file is among
 * the copy's, so that stopping the copy ends it where this was killed.
 */
async function putOnShelf(inside: RunInside, pidFile: string): Promise<void> {
  mkdirSync(machine.shelf, { recursive: true });
  const folder = mkdtempSync(join(machine.build, "shelf-"));
  const port = await freePort();
  const settings = join(folder, "registry.yml");
  writeFileSync(
    settings,
    renderRegistrySettings({ address: "127.0.0.1", port, folder: machine.shelf, readOnly: false }),
  );
  await ensureDaemon({
    name: "shelf-writer",
    command: "docker-registry",
    args: ["serve", settings],
    pidFile,
    logFile: join(machine.logs, "shelf.log"),
  });
  try {
    await untilAnswers(`http://127.0.0.1:${port}/v2/`);
    const listed = await inside(["docker", "images", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}"]);
    const names = [...BASE_NAMES, ...SHELF_IMAGES.map((item) => item.name)];
    const target = (reference: string) => `docker://127.0.0.1:${port}/library/${reference}`;
    const copy = (from: string, to: string, ...more: string[]) =>
      runCommand("skopeo", ["copy", "-q", "--insecure-policy", ...more, "--dest-tls-verify=false", from, to]);
    for (const [first = "", ...others] of groupByImage(listed, names)) {
      const archive = join(folder, "image.tar");
      await inside(["docker", "save", first], undefined, archive);
      await copy(`docker-archive:${archive}`, target(first), "--dest-compress-level=1");
      rmSync(archive);
      // The registry has all the layers by now: another name for an image is only another manifest.
      for (const other of others) await copy(target(first), target(other), "--src-tls-verify=false");
    }
  } finally {
    await stopDaemon(pidFile);
    rmSync(folder, { recursive: true, force: true });
  }
}
