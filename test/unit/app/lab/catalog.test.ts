import { describe, expect, test } from "vitest";
import { decideStart } from "../../../../app/(pages)/labs/[slug]/decide-start.ts";
import {
  createCardSearch,
  filterCards,
  NO_FILTERS,
  readFilters,
  tagsOf,
  writeFilters,
} from "../../../../app/(pages)/labs/catalog-filters.ts";
import {
  cardFacts,
  describeMinutes,
  describeProgress,
  progressShare,
} from "../../../../app/(pages)/labs/lab-facts.ts";
import { SessionId } from "../../../../runtime/protocol/index.ts";
import { aCard } from "./builders.ts";

describe("the filters in the address", () => {
  test.each([
    ["", NO_FILTERS],
    [
      "?q=layers&level=beginner&topic=images&time=30",
      { search: "layers", level: "beginner", tag: "images", time: "30" },
    ],
    ["?level=expert&time=7", NO_FILTERS],
    ["?time=constructor", NO_FILTERS],
  ])("%s is understood", (query, filters) => {
    expect(readFilters(new URLSearchParams(query))).toEqual(filters);
  });

  test("what is written is read again", () => {
    const filters = { search: "a & b", level: "advanced", tag: "c++", time: "longer" } as const;
    expect(readFilters(new URLSearchParams(writeFilters(filters)))).toEqual(filters);
    expect(writeFilters(NO_FILTERS)).toBe("");
  });
});

describe("the catalog", () => {
  const cards = [
    aCard({
      slug: "first-container",
      title: "Your first container",
      level: "beginner",
      minutes: 15,
      tags: ["containers"],
    }),
    aCard({
      slug: "layers",
      title: "Layers and the build cache",
      level: "intermediate",
      minutes: 45,
      tags: ["images", "build"],
    }),
    aCard({
      slug: "swarm",
      title: "A swarm",
      summary: "Containers over several nodes",
      level: "advanced",
      minutes: 90,
    }),
    aCard({ slug: "untold", title: "Untold" }),
  ];
  const find = createCardSearch(cards);
  const slugs = (over: Partial<typeof NO_FILTERS>) =>
    filterCards(cards, { ...NO_FILTERS, ...over }, find).map(({ slug }) => slug as string);

  test.each([
    [{}, ["first-container", "layers", "swarm", "untold"]],
    [{ search: "  " }, ["first-container", "layers", "swarm", "untold"]],
    [{ search: "cach" }, ["layers"]],
    [{ search: "containr" }, ["first-container", "swarm"]],
    [{ search: "swarm nodes" }, ["swarm"]],
    [{ search: "nothing like it" }, []],
    [{ level: "beginner" }, ["first-container"]],
    [{ tag: "images" }, ["layers"]],
    [{ time: "15" }, ["first-container"]],
    [{ time: "60" }, ["first-container", "layers"]],
    [{ time: "longer" }, ["swarm"]],
    [{ search: "container", level: "advanced" }, ["swarm"]],
  ] as const)("shows for %j: %j", (filters, expected) => {
    expect(slugs(filters)).toEqual(expected);
  });

  test("knows its topics by name", () => {
    expect(tagsOf(cards)).toEqual(["build", "containers", "images"]);
  });
});

test.each([
  [5, "5 min"],
  [60, "1 h"],
  [200, "3 h 20 min"],
])("%i minutes are %s", (minutes, words) => {
  expect(describeMinutes(minutes)).toBe(words);
});

test("a card tells what the author told", () => {
  expect(cardFacts({ level: "beginner", minutes: 15, stepCount: 1 })).toBe("Beginner · 15 min · 1 step");
  expect(cardFacts({ level: null, minutes: null, stepCount: 4 })).toBe("4 steps");
});

test("progress is told once there is some; a finished lab is done, also with steps skipped", () => {
  const at = (state: "none" | "begun" | "finished", passedSteps: number) =>
    aCard({ slug: "x", stepCount: 4, progress: { state, passedSteps, sessionId: null, canResume: false } });
  expect(describeProgress(at("none", 0))).toBeNull();
  expect(describeProgress(at("begun", 1))).toBe("1 of 4 steps passed");
  expect(progressShare(at("begun", 1))).toBe(0.25);
  expect(describeProgress(at("finished", 2))).toBe("Finished");
  expect(progressShare(at("finished", 2))).toBe(1);
});

test.each([
  ["none", null, false, "Start", false],
  ["begun", null, true, "Go on", true],
  ["begun", null, false, "Go on", true],
  ["begun", "ses_abcdefghijkl", true, "Go on", true],
  ["finished", null, false, "Start again", false],
  ["finished", "ses_abcdefghijkl", false, "Go on", true],
] as const)("%s, in session %s, resumable %s: offers %s", (state, session, canResume, primary, again) => {
  const sessionId = session && SessionId.parse(session);
  expect(decideStart({ state, passedSteps: 0, sessionId, canResume })).toMatchObject({ primary, again });
});
