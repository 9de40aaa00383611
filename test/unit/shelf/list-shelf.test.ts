import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listShelfImages, missingImages } from "../../../runtime/shelf/list-shelf.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "shelf-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const anImage = (repository: string, ...tags: string[]) => {
  const root = join(folder, "docker/registry/v2/repositories", repository);
  mkdirSync(join(root, "_layers/sha256"), { recursive: true });
  for (const tag of tags) mkdirSync(join(root, "_manifests/tags", tag, "current"), { recursive: true });
};

it("names what the registry's folder holds as Docker does", async () => {
  anImage("library/nginx", "latest", "stable");
  anImage("jupyter/r-notebook", "latest");
  anImage("library/half-pushed");
  expect([...(await listShelfImages({ folder }))].sort()).toEqual([
    "jupyter/r-notebook:latest",
    "nginx:latest",
    "nginx:stable",
  ]);
});

it("finds nothing where there is no shelf yet", async () => {
  expect(await listShelfImages({ folder: join(folder, "absent") })).toEqual(new Set());
});

it("calls missing what is not there, and what another registry would have to serve", () => {
  const shelf = new Set(["nginx:latest", "quay.io/x/y:latest"]);
  expect(missingImages(["docker.io/nginx", "nginx:1.2", "quay.io/x/y", "redis"], shelf)).toEqual([
    "nginx:1.2",
    "quay.io/x/y",
    "redis",
  ]);
});
