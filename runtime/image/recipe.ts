import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "../common/app-error.ts";
import { type AptSource, chooseMainSource, type Release } from "../engine/apt-sources.ts";

/** What a sandbox image is made from. Same recipe, same name: it is made once on a machine. */
export interface ImageRecipe {
  suite: string;
  mirror: string;
  components: string[];
  keyring?: string;
  packages: string[];
  /** Folder whose files are laid over the root. */
  overlay: string;
}

const COMMON = [
  "bash",
  "bash-completion",
  "busybox-static",
  "ca-certificates",
  "curl",
  "docker.io",
  "docker-buildx",
  "dtach",
  "git",
  "inotify-tools",
  "iproute2",
  "iptables",
  "iputils-ping",
  "jq",
  "less",
  "nano",
  "netcat-openbsd",
  "procps",
  "python3-minimal",
  "python3",
  "socat",
  "tmux",
  "vim-tiny",
  "vim",
  "xz-utils",
];

export function chooseRecipe(release: Release, sources: AptSource[]): ImageRecipe {
  const main = chooseMainSource(sources, release.codename);
  if (!main) {
    throw new AppError("setup.no-network", {
      userMessage: `No apt source on this machine serves ${release.codename} main.`,
      nextStep: "Add the distribution's own package source to /etc/apt, then start again.",
    });
  }
  const ubuntu = release.id === "ubuntu";
  return {
    suite: ubuntu ? release.codename : "trixie",
    mirror: main.uri,
    components: ubuntu ? ["main", "universe"] : ["main"],
    ...(main.signedBy ? { keyring: main.signedBy } : {}),
    packages: [...COMMON, ...(ubuntu ? ["docker-compose-v2"] : ["docker-cli", "docker-compose"])],
    overlay: join(dirname(fileURLToPath(import.meta.url)), "rootfs"),
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
}

/** Twelve hex characters over all that goes into the image. */
export function hashRecipe(recipe: ImageRecipe): string {
  const hash = createHash("sha256").update(JSON.stringify({ ...recipe, overlay: undefined }));
  for (const path of filesBelow(recipe.overlay))
    hash.update(relative(recipe.overlay, path)).update(readFileSync(path));
  return hash.digest("hex").slice(0, 12);
}
