import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { AppError } from "../common/app-error.ts";
import { machine } from "../engine/data-folder.ts";
import { runCommand } from "../engine/run-command.ts";
import type { IncusAdmin } from "../incus/incus-admin.ts";
import { hashRecipe, type ImageRecipe } from "./recipe.ts";

const Imported = z.object({ metadata: z.object({ fingerprint: z.string() }) });
const project = machine.sharedProject;

/** Arguments of mmdebstrap for a recipe; shared with the inner Debian image. */
export function debootstrapArguments(recipe: ImageRecipe, packages: string[], target: string): string[] {
  const signed = recipe.keyring ? ` [signed-by=${recipe.keyring}]` : "";
  return [
    "--mode=root",
    "--variant=minbase",
    ...(packages.length > 0 ? [`--include=${packages.join(",")}`] : []),
    "--dpkgopt=path-exclude=/usr/share/man/*",
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/locale/*",
    recipe.suite,
    target,
    `deb${signed} ${recipe.mirror} ${recipe.suite} ${recipe.components.join(" ")}`,
  ];
}

/** Another person's image and templates are used, but only root can make them: they hold files of many owners. */
export function decideBuild(root: boolean): AppError | undefined {
  if (root) return undefined;
  return new AppError("setup.not-root", {
    userMessage: "This Incus has no sandbox image of this version yet, and making it needs root.",
    nextStep:
      "Have this run once: sudo SLIPWAY_DATA_DIR=/root/.slipway npm start -- --set-up-only. All who use this Incus share what it makes.",
  });
}

/** Makes the sandbox image and gives it to Incus, unless one of this recipe is there. Resolves with its alias. */
export async function ensureImage(incus: IncusAdmin, recipe: ImageRecipe): Promise<string> {
  const alias = `sandbox-${hashRecipe(recipe)}`;
  if (await incus.find(`/1.0/images/aliases/${alias}?project=${project}`)) return alias;
  const refusal = decideBuild(process.getuid?.() === 0);
  if (refusal) throw refusal;
  mkdirSync(machine.build, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(machine.build, "image-"));
  const logFile = join(machine.logs, "image.log");
  try {
    const root = join(folder, "rootfs");
    await runCommand("mmdebstrap", debootstrapArguments(recipe, recipe.packages, root), { logFile });
    await runCommand("cp", ["-rT", "--no-preserve=ownership", recipe.overlay, root]);
    await runCommand("sh", ["-c", FINISH], { cwd: root, logFile });
    writeFileSync(
      join(folder, "metadata.yaml"),
      `architecture: ${process.arch === "arm64" ? "aarch64" : "x86_64"}\ncreation_date: ${Math.floor(Date.now() / 1000)}\nproperties: {description: "Slipway sandbox ${alias}"}\n`,
    );
    const tar = spawn("tar", ["-C", folder, "--numeric-owner", "-c", "metadata.yaml", "rootfs"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const imported = Imported.safeParse(
      await incus.upload(`/1.0/images?project=${project}`, tar.stdout, {
        "X-Incus-filename": `${alias}.tar`,
      }),
    );
    if (!imported.success)
      throw new AppError("setup.failed", { message: "Incus named no fingerprint for the image" });
    await incus.call("POST", `/1.0/images/aliases?project=${project}`, {
      name: alias,
      target: imported.data.metadata.fingerprint,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return alias;
}

/** Run in the new root: our init in place of none, and a shell's start-up files. */
const FINISH = `set -e
ln -sf /usr/local/sbin/slipway-init sbin/init
chmod 755 usr/local/sbin/* usr/local/bin/*
rm -rf etc/machine-id var/lib/dbus/machine-id etc/resolv.conf var/cache/apt/*.bin
: > etc/machine-id
: > etc/resolv.conf
printf '. /etc/profile.d/slipway.sh\\n' >> etc/bash.bashrc
printf '. /etc/profile.d/slipway.sh\\n' > root/.bashrc
printf '[ -n "$BASH_VERSION" ] && . ~/.bashrc\\n' > root/.profile
mkdir -p etc/docker root/.docker
`;
