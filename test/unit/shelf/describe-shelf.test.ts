import { expect, it } from "vitest";
import { describeShelf, renderShelf } from "../../../runtime/shelf/describe-shelf.ts";
import type { ShelfImage } from "../../../runtime/shelf/image-recipe.ts";

const recipe = (name: string): ShelfImage => ({ name, tags: ["latest"], dockerfile: "FROM debian\n" });

const rows = describeShelf({
  shelf: new Set(["debian:latest", "mariadb:latest", "registry:latest", "postgres:latest", "alpine:3"]),
  declared: new Map([
    ["one", ["debian", "alpine:3", "kubectl"]],
    ["two", ["debian:latest", "ghost:1", "mariadb:9"]],
  ]),
  inTemplate: ["debian"],
  recipes: ["mariadb", "registry", "postgres", "kubectl"].map(recipe),
  isBuilt: (image) => image.name === "mariadb",
  isFetched: (name) => name === "postgres",
});
const row = (image: string) => rows.find((candidate) => candidate.image === image);

it.each([
  ["debian:latest", "here", "in every sandbox", ["one", "two"]],
  ["mariadb:latest", "here", "built from Debian packages", []],
  ["mariadb:9", "missing", "Docker Hub only: npm run images -- fetch", ["two"]],
  ["registry:latest", "outdated", "built from Debian packages", []],
  ["postgres:latest", "here", "from Docker Hub", []],
  ["kubectl:latest", "missing", "can be built: npm run images -- build", ["one"]],
  ["alpine:3", "here", "from Docker Hub", ["one"]],
  ["ghost:1", "missing", "Docker Hub only: npm run images -- fetch", ["two"]],
])("says that %s is %s, %s", (image, state, origin, labs) => {
  expect(row(image)).toEqual({ image, state, origin, labs });
});

it("prints the rows below each other", () => {
  const lines = renderShelf(rows).split("\n");
  expect(lines).toHaveLength(rows.length + 1);
  const column = lines[0]?.indexOf("WHERE FROM") ?? -1;
  expect(lines.find((line) => line.startsWith("ghost:1"))?.slice(column)).toMatch(/^Docker Hub only/);
});
