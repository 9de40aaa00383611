import { createHash } from "node:crypto";
import type { ShelfImage } from "./image-recipe.ts";
import { age } from "./images/age.ts";
import { flask } from "./images/flask.ts";
import { jupyter } from "./images/jupyter.ts";
import { kubectl } from "./images/kubectl.ts";
import { mariadb } from "./images/mariadb.ts";
import { nginx } from "./images/nginx.ts";
import { postgis } from "./images/postgis.ts";
import { postgres } from "./images/postgres.ts";
import { python } from "./images/python.ts";
import { rNotebook } from "./images/r-notebook.ts";
import { redis } from "./images/redis.ts";
import { registry } from "./images/registry.ts";
import { scikitLearn } from "./images/scikit-learn.ts";
import { whalesay } from "./images/whalesay.ts";

/** Small and much used: every sandbox has them from its start, and the shelf serves them as well. */
export const SHELF_IMAGES: ShelfImage[] = [python, nginx, redis, whalesay];

/** What labs need beyond: on the shelf alone, to be pulled. What others are made from stands before them. */
export const LAB_IMAGES: ShelfImage[] = [
  registry,
  kubectl,
  flask,
  mariadb,
  jupyter,
  scikitLearn,
  postgres,
  age,
  postgis,
  rNotebook,
];

/** What the base template holds and the shelf serves as well. */
export const BASE_NAMES = ["busybox", "hello-world", "debian"];

/** What names the full template, with the base it is made from. */
export const fullContents = (base: string) => `full 2 ${base}\n${JSON.stringify(SHELF_IMAGES)}`;

/** Twelve hex characters over how an image is made, and what it is made from: it is built once on a machine. */
export function hashImage(image: ShelfImage, all: ShelfImage[] = LAB_IMAGES): string {
  const hash = createHash("sha256").update(JSON.stringify([image.name, image.tags, image.dockerfile]));
  for (const from of [...all, ...SHELF_IMAGES].filter(({ name }) => isFrom(image, name)))
    hash.update(hashImage(from, all));
  return hash.digest("hex").slice(0, 12);
}

const isFrom = (image: ShelfImage, name: string): boolean =>
  new RegExp(`^FROM ${name}(:\\S+)?$`, "m").test(image.dockerfile);

/** Lines of `ID NAME:TAG` as groups of references to one image, of these names only. */
export function groupByImage(listing: string, names: string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const line of listing.split("\n")) {
    const [id = "", reference = ""] = line.split(" ");
    if (!names.includes(reference.split(":")[0] ?? "") || reference.endsWith(":<none>")) continue;
    groups.set(id, [...(groups.get(id) ?? []), reference]);
  }
  return [...groups.values()];
}
