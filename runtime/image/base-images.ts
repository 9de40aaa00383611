import { createReadStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { machine } from "../engine/data-folder.ts";
import type { ImageRecipe } from "./recipe.ts";
import { makeRootArchive } from "./root-archive.ts";
import type { RunInside } from "./template.ts";

const LABEL =
  'LABEL org.opencontainers.image.description="Made by Slipway from Debian packages; not the image of that name on Docker Hub"';

const HELLO = `Hello from Docker!

This message shows that the Docker Engine in your sandbox works: it found the image, made a container of it,
and ran the program that prints this text.

(Slipway made this image itself; it stands in for Docker Hub's hello-world.)

Try next:
  docker run -it debian bash
`;

/** Builds busybox and hello-world inside, from the sandbox's own static busybox. */
const SMALL_IMAGES = `set -e
rm -rf /tmp/b && mkdir -p /tmp/b/bin /tmp/b/tmp /tmp/b/etc /tmp/b/root /tmp/b/var && cp "$(command -v busybox)" /tmp/b/bin/busybox
for applet in $(busybox --list); do [ "$applet" = busybox ] || ln -s busybox /tmp/b/bin/$applet; done
chmod 1777 /tmp/b/tmp
printf 'root:x:0:0:root:/root:/bin/sh\\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\\n' > /tmp/b/etc/passwd
printf 'root:x:0:\\nnogroup:x:65534:\\n' > /tmp/b/etc/group
tar -C /tmp/b -c . | docker import --change 'CMD ["sh"]' --change '${LABEL}' - busybox:latest
mkdir -p /tmp/h/bin && cp /tmp/b/bin/busybox /tmp/h/bin/cat && cat > /tmp/h/hello
tar -C /tmp/h -c . | docker import --change 'CMD ["/bin/cat", "/hello"]' --change '${LABEL}' - hello-world:latest
rm -rf /tmp/b /tmp/h
`;

/** Part of the template's name: change it when what is built changes. */
export const BASE_CONTENTS = `base 3\n${SMALL_IMAGES}${HELLO}`;

/** apt's settings for small layers: a learner's `apt-get install` must not leave 97 MB of caches behind. */
const DEBIAN_OVERLAY = {
  folder: join(dirname(fileURLToPath(import.meta.url)), "debian"),
  // From before the settings were there.
  finish: "rm -f var/cache/apt/pkgcache.bin var/cache/apt/srcpkgcache.bin",
};

/** Loads busybox, hello-world and debian into an engine that has no network. Rejects as makeRootArchive does. */
export async function loadBaseImages(inside: RunInside, recipe: ImageRecipe): Promise<void> {
  mkdirSync(machine.build, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(machine.build, "debian-"));
  try {
    const [archive] = await Promise.all([
      makeRootArchive({ ...recipe, packages: ["ca-certificates"], overlay: DEBIAN_OVERLAY }, folder),
      inside(["sh", "-c", SMALL_IMAGES], HELLO),
    ]);
    const { distribution, names } = planBaseNames(recipe.suite);
    const change = ["--change", 'CMD ["bash"]', "--change", LABEL.replace("Debian", distribution)];
    const [first = "", ...others] = names;
    await inside(["docker", "import", ...change, "-", first], createReadStream(archive));
    for (const name of others) await inside(["docker", "tag", first, name]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const DEBIAN = ["latest", "trixie", "trixie-slim", "13", "stable"].map((tag) => `debian:${tag}`);

/**
 * What the image of the distribution's own packages is called. Labs and recipes say `FROM debian`: on Ubuntu, where there are no
 * packages of Debian's, its image stands in under those names too, and its label says what it is.
 */
export function planBaseNames(suite: string): { distribution: "Debian" | "Ubuntu"; names: string[] } {
  if (suite === "trixie") return { distribution: "Debian", names: DEBIAN };
  return { distribution: "Ubuntu", names: ["ubuntu:latest", `ubuntu:${suite}`, ...DEBIAN] };
}
