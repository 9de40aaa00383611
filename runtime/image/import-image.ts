import { openAsBlob, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FormData } from "undici";
import { z } from "zod";
import { AppError } from "../common/app-error.ts";
import { runCommand } from "../engine/run-command.ts";
import type { IncusAdmin } from "../incus/incus-admin.ts";

const Imported = z.object({ metadata: z.object({ fingerprint: z.string() }) });

/**
 * Gives Incus a root file system under an alias: a split image, whose root is taken as it stands in the tar. Leaves
 * its metadata beside the tar.
 */
export async function importImage(
  incus: IncusAdmin,
  image: { project: string; alias: string; archive: string },
): Promise<void> {
  const { project, alias, archive } = image;
  const folder = dirname(archive);
  const metadata = join(folder, "metadata.tar");
  writeFileSync(
    join(folder, "metadata.yaml"),
    `architecture: ${process.arch === "arm64" ? "aarch64" : "x86_64"}\ncreation_date: ${Math.floor(Date.now() / 1000)}\nproperties: {description: "Slipway ${alias}"}\n`,
  );
  await runCommand("tar", ["-C", folder, "-cf", metadata, "metadata.yaml"]);
  const form = new FormData();
  form.append("metadata", await openAsBlob(metadata), "metadata.tar");
  form.append("rootfs", await openAsBlob(archive), `${alias}.tar`);
  const imported = Imported.safeParse(await incus.upload(`/1.0/images?project=${project}`, form));
  if (!imported.success)
    throw new AppError("setup.failed", { message: "Incus named no fingerprint for the image" });
  await incus.call("POST", `/1.0/images/aliases?project=${project}`, {
    name: alias,
    target: imported.data.metadata.fingerprint,
  });
}
