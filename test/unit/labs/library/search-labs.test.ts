import { expect, it } from "vitest";
import { searchLabs } from "../../../../server/labs/library/search-labs.ts";
import { aLab } from "./a-lab.ts";

const labs = [
  aLab({ slug: "first", title: "Your first container", tags: ["containers"], summary: "Run hello-world." }),
  aLab({
    slug: "volumes",
    title: "Volumes and bind mounts",
    tags: ["storage"],
    summary: "Keep what a container wrote.",
  }),
  aLab({
    slug: "compose",
    title: "Compose",
    tags: ["compose"],
    summary: "A Flask app with redis.",
    goals: ["Scale a service"],
  }),
];

it.each([
  ["", ["first", "volumes", "compose"]],
  ["  ", ["first", "volumes", "compose"]],
  ["volume", ["volumes"]],
  ["VOLUMES", ["volumes"]],
  ["compse", ["compose"]],
  ["container", ["first", "volumes"]],
  ["storage", ["volumes"]],
  ["scale service", ["compose"]],
  ["flask volumes", []],
  ["kubernetes", []],
])("a search for %j finds %j, the best first", (query, slugs) => {
  expect(searchLabs(labs, query).map(({ slug }) => slug)).toEqual(slugs);
});

it("a search finds the words of translations", () => {
  const { intro, finish } = aLab();
  const german = { title: "Dein erster Behälter", summary: "x", goals: [], intro, finish, steps: [] };
  const lab = aLab({ translations: { de: german } });
  expect(searchLabs([lab], "Behälter")).toEqual([lab]);
});
