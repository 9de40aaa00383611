import { expect, it } from "vitest";
import { searchShelf } from "../../../runtime/shelf/hub.ts";

const SHELF = ["python:3", "python:latest", "bitnami/kubectl:latest", "postgres:18", "quay.io/python/x:1"];

it("finds the images whose name holds the word, each once with its tags", () => {
  expect(searchShelf(SHELF, "Pyth", 25)).toEqual([
    {
      name: "python",
      description: "On the shelf here: latest, 3",
      is_official: false,
      star_count: 0,
    },
  ]);
});

it("finds what is in a folder of the hub, and all for no word, the short names first", () => {
  expect(searchShelf(SHELF, "kube", 25).map(({ name }) => name)).toEqual(["bitnami/kubectl"]);
  expect(searchShelf(SHELF, "", 25).map(({ name }) => name)).toEqual([
    "python",
    "postgres",
    "bitnami/kubectl",
  ]);
});

it.each([
  [1, 1],
  [0, 1],
  [-5, 1],
  [1e9, 100],
])("of a limit of %d finds %d", (limit, found) => {
  const many = Array.from({ length: 200 }, (_, index) => `image-${index}:1`);
  expect(searchShelf(many, "image", limit)).toHaveLength(found);
});
