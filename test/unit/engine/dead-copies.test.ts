import { expect, it } from "vitest";
import { chooseDeadCopies, folderExists, type KnownCopy } from "../../../runtime/engine/dead-copies.ts";

const exists = (path: string) => path === "/here" || path === "/also-here";

it.each<[string, KnownCopy[], string[]]>([
  ["nothing is known", [], []],
  ["its folder is here", [{ copyId: "aaaaaaaa", path: "/here" }], []],
  ["its folder is gone", [{ copyId: "aaaaaaaa", path: "/gone" }], ["aaaaaaaa"]],
  ["it is our own, whose folder is about to be made", [{ copyId: "00000000", path: "/gone" }], []],
  ["nobody says where its folder is", [{ copyId: "aaaaaaaa" }], []],
  [
    "a mark says what the project does not",
    [{ copyId: "aaaaaaaa" }, { copyId: "aaaaaaaa", path: "/gone" }],
    ["aaaaaaaa"],
  ],
  [
    "one of two folders named for it is here",
    [
      { copyId: "aaaaaaaa", path: "/gone" },
      { copyId: "aaaaaaaa", path: "/here" },
    ],
    [],
  ],
  [
    "several, each named once",
    [
      { copyId: "aaaaaaaa", path: "/gone" },
      { copyId: "bbbbbbbb", path: "/also-here" },
      { copyId: "cccccccc", path: "/gone-too" },
      { copyId: "aaaaaaaa", path: "/gone" },
    ],
    ["aaaaaaaa", "cccccccc"],
  ],
])("a copy is dead or not when %s", (_case, known, dead) => {
  expect(chooseDeadCopies({ own: "00000000", known, exists })).toEqual(dead);
});

it("a folder below a file is gone, and this one is here", () => {
  expect(folderExists("/etc/passwd/x")).toBe(false);
  expect(folderExists("/nonexistent/x")).toBe(false);
  expect(folderExists(import.meta.dirname)).toBe(true);
});
