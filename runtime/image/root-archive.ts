import { join } from "node:path";
import { machine } from "../engine/data-folder.ts";
import { runCommand } from "../engine/run-command.ts";
import { decideNamespaces, readNamespaces } from "../engine/user-namespaces.ts";
import { type ImageRecipe, planBootstrap } from "./recipe.ts";

/**
 * Makes the root file system of a recipe as a tar in the folder, with the owners it should have, and resolves with its
 * path. Takes no root but a user namespace: rejects with setup.not-root where there is none to be had.
 */
export async function makeRootArchive(recipe: ImageRecipe, folder: string): Promise<string> {
  const refusal = decideNamespaces(await readNamespaces());
  if (refusal) throw refusal;
  if (recipe.overlay) {
    // Whoever cloned this repository, and with whatever umask, the files are root's.
    const owner = ["--owner=0", "--group=0", "--numeric-owner", "--mode=u=rwX,go=rX"];
    const target = join(folder, "overlay.tar");
    await runCommand("tar", ["-C", recipe.overlay.folder, ...owner, "-cf", target, "."]);
  }
  await runCommand("mmdebstrap", planBootstrap(recipe), {
    cwd: folder,
    logFile: join(machine.logs, "image.log"),
    // Without root the namespace's users are strangers to the folder.
    environment: { TMPDIR: process.getuid?.() === 0 ? folder : "/var/tmp" },
  });
  return join(folder, "rootfs.tar");
}
