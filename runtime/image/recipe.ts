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
  /** mmdebstrap's name for the packages that `packages` adds to. */
  variant: "minbase" | "essential";
  packages: string[];
  /** Folder whose files are laid over the root, and what is done then, in the root's folder. */
  overlay?: { folder: string; finish: string } | undefined;
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
    variant: "minbase",
    packages: [...COMMON, ...(ubuntu ? ["docker-compose-v2"] : ["docker-cli", "docker-compose"])],
    overlay: { folder: join(dirname(fileURLToPath(import.meta.url)), "rootfs"), finish: FINISH },
  };
}

/** Our init in place of none, and a shell's start-up files. */
const FINISH = `set -e
ln -sf /usr/local/sbin/slipway-init sbin/init
rm -rf etc/machine-id var/lib/dbus/machine-id etc/resolv.conf
: > etc/machine-id
: > etc/resolv.conf
printf '. /etc/profile.d/slipway.sh\\n' >> etc/bash.bashrc
printf '. /etc/profile.d/slipway.sh\\n' > root/.bashrc
printf '[ -n "$BASH_VERSION" ] && . ~/.bashrc\\n' > root/.profile
mkdir -p etc/docker root/.docker
`;

/** What mmdebstrap is told. Where it runs it finds the overlay as `overlay.tar`, and leaves `rootfs.tar`. */
export function planBootstrap(recipe: ImageRecipe): string[] {
  const { packages, overlay } = recipe;
  const signed = recipe.keyring ? ` [signed-by=${recipe.keyring}]` : "";
  return [
    // With namespaces of its own, for root too: whatever becomes of it, no mount stays.
    "--mode=unshare",
    `--variant=${recipe.variant}`,
    ...(packages.length > 0 ? [`--include=${packages.join(",")}`] : []),
    "--dpkgopt=path-exclude=/usr/share/man/*",
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/locale/*",
    // Stays in the image, as in Docker's own Debian: nothing there has to outlive a power cut.
    "--dpkgopt=force-unsafe-io",
    ...(overlay
      ? ["--customize-hook=tar-in overlay.tar /", `--customize-hook=cd "$1"\n${overlay.finish}`]
      : []),
    recipe.suite,
    "rootfs.tar",
    `deb${signed} ${recipe.mirror} ${recipe.suite} ${recipe.components.join(" ")}`,
  ];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
}

/** Twelve hex characters over all that goes into the image, and how. */
export function hashRecipe(recipe: ImageRecipe): string {
  const hash = createHash("sha256").update(JSON.stringify(planBootstrap(recipe)));
  const overlay = recipe.overlay?.folder;
  for (const path of overlay ? filesBelow(overlay) : [])
    hash.update(relative(overlay ?? "", path)).update(readFileSync(path));
  return hash.digest("hex").slice(0, 12);
}
