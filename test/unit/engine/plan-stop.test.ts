import { expect, it } from "vitest";
import { copyOf } from "../../../runtime/engine/dead-copies.ts";
import { type CopiesKnown, planStop, type StopPlan } from "../../../runtime/engine/plan-stop.ts";

const alone: CopiesKnown = { own: "aaaaaaaa", keep: "states", marked: [], projects: [], bridged: [] };
const other = "bbbbbbbb";

it.each<[string, Partial<CopiesKnown>, StopPlan]>([
  ["it keeps nothing and is alone", {}, { running: [], keepMark: false, removeShared: false }],
  ["it keeps states", { projects: ["aaaaaaaa"] }, { running: [], keepMark: true, removeShared: false }],
  ["a test's copy is alone", { keep: "shared" }, { running: [], keepMark: false, removeShared: false }],
  ["it is purged alone", { keep: "nothing" }, { running: [], keepMark: false, removeShared: true }],
  [
    "another runs",
    { keep: "nothing", marked: [other], projects: [other], bridged: [other] },
    { running: [other], keepMark: false, removeShared: false },
  ],
  [
    "another person's runs, of which there is no mark",
    { keep: "nothing", projects: [other], bridged: [other] },
    { running: [other], keepMark: false, removeShared: false },
  ],
  [
    "another was stopped and has kept states",
    { keep: "nothing", marked: [other], projects: [other] },
    { running: [], keepMark: false, removeShared: false },
  ],
  [
    "another person's was stopped and has kept states",
    { keep: "nothing", projects: [other] },
    { running: [], keepMark: false, removeShared: false },
  ],
  [
    "another has its things in an Incus that was not asked",
    { keep: "nothing", marked: [other], bridged: ["cccccccc"] },
    { running: [other], keepMark: false, removeShared: false },
  ],
  [
    "one of two others was stopped, and it keeps states itself",
    { marked: [other, "cccccccc"], projects: ["aaaaaaaa", other, "cccccccc"], bridged: ["cccccccc"] },
    { running: ["cccccccc"], keepMark: true, removeShared: false },
  ],
])("what ends with a copy when %s", (_case, known, plan) => {
  expect(planStop({ ...alone, ...known })).toEqual(plan);
});

it.each<[string, Record<string, string> | null, string | undefined]>([
  ["swaaaaaaaap", { "user.slipway.copy": "aaaaaaaa" }, "aaaaaaaa"],
  ["swn0123456789ab", { "user.slipway.copy": "aaaaaaaa" }, "aaaaaaaa"],
  ["swaaaaaaaao", null, "aaaaaaaa"],
  ["swp-aaaaaaaa", {}, "aaaaaaaa"],
  ["swn0123456789ab", {}, undefined],
  ["incusbr0", {}, undefined],
  ["switch", {}, undefined],
])("tells whose %s is", (name, config, copyId) => {
  expect(copyOf({ name, config })).toBe(copyId);
});
