import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../common/app-error.ts";
import { ensureDaemon, stopDaemon } from "../engine/daemon.ts";
import { type DataFolder, machine } from "../engine/data-folder.ts";
import { withLock } from "../engine/process-lock.ts";
import { runCommand } from "../engine/run-command.ts";
import type { RunInside } from "../image/template.ts";
import { repositoryOf } from "./image-reference.ts";
import { renderRegistrySettings } from "./registry-settings.ts";
import { groupByImage } from "./shelf-images.ts";

/** Copies with skopeo to `library/…` names of a registry; `from` is anything that skopeo reads. */
export type CopyToShelf = (from: string, reference: string, options?: string[]) => Promise<void>;

/**
 * Runs the work beside a registry that takes writes, on loopback. Its pid file is among the copy's, so that stopping the
 * copy ends it where this was killed. One at a time in a copy.
 */
export function withShelfWriter<T>(
  data: DataFolder,
  work: (writer: { folder: string; copy: CopyToShelf; target: (reference: string) => string }) => Promise<T>,
): Promise<T> {
  return withLock(`shelf writer ${data.copyId}`, async () => {
    mkdirSync(machine.shelf, { recursive: true });
    mkdirSync(machine.build, { recursive: true, mode: 0o711 });
    const folder = mkdtempSync(join(machine.build, "shelf-"));
    const pidFile = join(data.runFolder, "shelf-writer.pid");
    const port = await freePort();
    const settings = join(folder, "registry.yml");
    writeFileSync(
      settings,
      renderRegistrySettings({ address: "127.0.0.1", port, folder: machine.shelf, readOnly: false }),
    );
    const target = (reference: string) => `docker://127.0.0.1:${port}/${repositoryOf(reference)}`;
    const copy: CopyToShelf = async (from, reference, options = []) => {
      const skopeo = ["skopeo", "copy", "-q", "--insecure-policy", ...options, "--dest-tls-verify=false"];
      await runCommand("nice", ["-n", "10", ...skopeo, from, target(reference)]);
    };
    try {
      await ensureDaemon({
        name: "shelf-writer",
        command: "docker-registry",
        args: ["serve", settings],
        pidFile,
        logFile: join(machine.logs, "shelf.log"),
      });
      await untilAnswers(`http://127.0.0.1:${port}/v2/`);
      return await work({ folder, copy, target });
    } finally {
      await stopDaemon(pidFile);
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** Puts the images of these names, with all their tags, from the engine inside on the shelf. */
export async function putOnShelf(data: DataFolder, inside: RunInside, names: string[]): Promise<void> {
  const listed = await inside(["docker", "images", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}"]);
  await withShelfWriter(data, async ({ folder, copy, target }) => {
    for (const [first = "", ...others] of groupByImage(listed, names)) {
      const archive = join(folder, "image.tar");
      await inside(["docker", "save", first], undefined, archive);
      await copy(`docker-archive:${archive}`, first, ["--dest-compress-level=1"]);
      rmSync(archive);
      // The registry has all the layers by now: another name for an image is only another manifest.
      for (const other of others) await copy(target(first), other, ["--src-tls-verify=false"]);
    }
  });
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
