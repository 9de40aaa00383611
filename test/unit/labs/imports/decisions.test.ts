import { describe, expect, it } from "vitest";
import {
  addable,
  countFound,
  countRemarks,
  countWords,
  nameFound,
  placeOf,
  refuseFile,
  worstFirst,
} from "../../../../app/(pages)/labs/import/import-words.ts";
import {
  CreateSession,
  type ImportId,
  type LabRemark,
  type LearnerId,
} from "../../../../runtime/protocol/index.ts";
import { previewsToDrop, refuseKeep } from "../../../../server/labs/imports/decide-room.ts";
import { importLimits } from "../../../../server/labs/imports/import-limits.ts";
import { createImportPlaces } from "../../../../server/labs/imports/import-places.ts";
import { importedEgress } from "../../../../server/labs/imports/imported-egress.ts";
import { nameCourses, nameLabs, nameOfSource } from "../../../../server/labs/imports/name-labs.ts";
import { boundRemarks, placeRemarks } from "../../../../server/labs/imports/reading/report-words.ts";
import type { FoundLab } from "../../../../server/labs/imports/reading/worker-job.ts";
import type { LabFormat } from "../../../../server/labs/sources/find-labs.ts";

const ADA = "lrn_ada0000000" as LearnerId;
const BOB = "lrn_bob0000000" as LearnerId;
const MIB = 1024 * 1024;

let count = 0;
const anImport = (
  more: {
    learnerId?: LearnerId;
    keptAtMs?: number | null;
    removedAtMs?: number | null;
    createdAtMs?: number;
    bytes?: number;
  } = {},
) => ({
  id: `imp_${String(count++).padStart(16, "0")}` as ImportId,
  learnerId: ADA,
  keptAtMs: 1,
  removedAtMs: null,
  createdAtMs: 1,
  bytes: 1000,
  ...more,
});
const many = (number: number, more: Parameters<typeof anImport>[0] = {}) =>
  Array.from({ length: number }, () => anImport(more));

describe("the room for imports", () => {
  it.each([
    ["nothing yet", [], 1000, null],
    ["nine of one's own", many(9), 1000, null],
    ["ten of one's own", many(10), 1000, "You have brought labs 10 times"],
    ["ten previews of one's own", many(10, { keptAtMs: null }), 1000, null],
    ["ten of one's own that were removed", many(10, { removedAtMs: 2 }), 1000, null],
    [
      "510 MiB of one's own that were removed",
      [anImport({ removedAtMs: 2, bytes: 510 * MIB })],
      3 * MIB,
      "as many imported labs as it may",
    ],
    ["ten of another", many(10, { learnerId: BOB }), 1000, null],
    ["100 MiB of one's own", [anImport({ bytes: 100 * MIB })], 29 * MIB, "larger than 128 MiB together"],
    ["200 of others", many(200, { learnerId: BOB }), 1000, "as many imported labs as it may"],
    [
      "510 MiB of others",
      [anImport({ learnerId: BOB, bytes: 510 * MIB })],
      3 * MIB,
      "as many imported labs as it may",
    ],
  ])("with %s", (_name, known, bytes, expected) => {
    const refusal = refuseKeep(known, ADA, bytes);
    if (expected === null) expect(refusal).toBeNull();
    else expect(refusal?.userMessage).toContain(expected);
  });

  it("drops a person's oldest previews for a new one, and never another's", () => {
    const mine = [3, 1, 2].map((createdAtMs) => anImport({ keptAtMs: null, createdAtMs }));
    const others = many(5, { keptAtMs: null, learnerId: BOB });
    expect(previewsToDrop([...mine, ...others, anImport()], ADA, 1000)).toEqual([mine[1]]);
    expect(
      previewsToDrop(many(importLimits.previewsInAll, { keptAtMs: null, learnerId: BOB }), ADA, 1000),
    ).toBeNull();
  });

  it("lets one person bring two things at once, and eight people one", () => {
    const places = createImportPlaces();
    const leave = places.take(ADA);
    places.take(ADA);
    expect(() => places.take(ADA)).toThrow(/other labs at the moment/);
    leave();
    leave();
    places.take(ADA);
    expect(() => places.take(ADA)).toThrow();
    for (let other = 0; other < 6; other++) places.take(`lrn_other${other}0000` as LearnerId);
    expect(() => places.take(BOB)).toThrow(/Several people/);
  });
});

describe("what an imported lab is called", () => {
  const found = (name: string | null): FoundLab => ({
    name,
    path: name ?? "x",
    title: "T",
    format: "native",
    stepCount: 1,
    remarks: [],
  });
  it("has the key in it, is unique in its import and at most 80 characters long", () => {
    const long = "a".repeat(80);
    const slugs = nameLabs(
      [found("one"), found(null), found(long), found(`${long.slice(0, 79)}b`)],
      "k3yk3yk3",
    ).map(({ slug }) => slug);
    expect(slugs.slice(0, 2)).toEqual(["import-k3yk3yk3-one", null]);
    expect(slugs[2]).toHaveLength(80);
    expect(slugs[3]).not.toBe(slugs[2]);
    expect(slugs[3]?.length).toBeLessThanOrEqual(80);
  });
  it("is known to its courses, which are named likewise", () => {
    const labs = [found("one"), found(null), found("two")];
    const course = { file: "structure.json", title: "T" };
    const courses = nameCourses(
      [
        { ...course, name: "all", labs: ["two", "gone", "one"] },
        { ...course, name: "a".repeat(80), labs: ["two"] },
        { ...course, name: `${"a".repeat(79)}b`, labs: ["two"] },
      ],
      labs,
      nameLabs(labs, "k3yk3yk3"),
      "k3yk3yk3",
    );
    expect(courses[0]).toEqual({
      ...course,
      name: "all",
      slug: "import-k3yk3yk3-all",
      labs: ["import-k3yk3yk3-two", "import-k3yk3yk3-one"],
    });
    expect(courses[1]?.slug).toHaveLength(80);
    expect(courses[2]?.slug).not.toBe(courses[1]?.slug);
    expect(courses[2]?.slug.length).toBeLessThanOrEqual(80);
  });
  it.each([
    ["labs.tar.gz", "labs"],
    ["C:\\fakepath\\My labs.zip", "My labs"],
    ["https://example.com/team/scenarios.git", "scenarios"],
    ["https://example.com/team/scenarios/?x=1", "scenarios"],
    ["", ""],
  ])("names a lab that is the whole of %j", (source, name) => {
    expect(nameOfSource(source)).toBe(name);
  });
});

describe("an imported lab's way to the internet", () => {
  it.each(["none", "packages", "open", null] as const)(
    "of one that asks for %s is no wider than a session's",
    (asked) => {
      const allowed = asked !== null && CreateSession.safeParse({ egress: asked }).success;
      expect(importedEgress(asked)).toBe(allowed ? asked : null);
    },
  );
});

const aRemark = (more: Partial<LabRemark> = {}): LabRemark => ({
  severity: "note",
  file: "a.md",
  line: 1,
  message: "m",
  ...more,
});

describe("the report", () => {
  it.each<[LabFormat, string, string, string]>([
    ["native", "labs/a", "steps/01.md", "labs/a/steps/01.md"],
    ["native", "", "steps/01.md", "steps/01.md"],
    ["native", "labs/a", "", "labs/a"],
    ["killercoda", "labs/a", "labs/a/index.json", "labs/a/index.json"],
    ["play-with-docker", "site/_posts/x.md", "_posts/x.md", "site/_posts/x.md"],
    ["play-with-docker", "_posts/x.md", "_posts/x.md", "_posts/x.md"],
    ["labspace", "x", "labspace/labspace.yaml", "x/labspace/labspace.yaml"],
  ])("of a %s lab in %j tells of %j as %j", (format, path, file, told) => {
    expect(placeRemarks([aRemark({ file })], path, format)[0]?.file).toBe(told);
  });

  it("says the same once, and the worst first", () => {
    const remarks = [
      aRemark(),
      aRemark({ severity: "error", file: "z.md" }),
      aRemark(),
      aRemark({ line: null }),
    ];
    expect(placeRemarks(remarks, "", "native").map(({ file, line }) => [file, line])).toEqual([
      ["z.md", 1],
      ["a.md", null],
      ["a.md", 1],
    ]);
  });

  it("has no more remarks than a page can show, and says how many are left out", () => {
    const lab = { path: "", name: "a", title: "T".repeat(300), format: "native", stepCount: 1 } as const;
    const all = Array.from({ length: 5 }, (_, line) => aRemark({ line, message: "m".repeat(2000) }));
    const { labs, remarks } = boundRemarks(
      { bytes: 1, labs: [{ ...lab, remarks: all }], courses: [], remarks: all },
      7,
    );
    expect(labs[0]?.remarks).toHaveLength(5);
    expect(labs[0]?.title.length).toBeLessThan(210);
    expect(remarks.map(({ message }) => message.slice(0, 20))).toEqual([
      "m".repeat(20),
      "m".repeat(20),
      "3 more remarks are l",
    ]);
  });

  it("is counted and placed in words", () => {
    const remarks = [aRemark(), aRemark({ severity: "error" }), aRemark({ severity: "error" })];
    expect(countRemarks(remarks)).toEqual({ error: 2, warning: 0, note: 1 });
    expect([countWords("error", 2), countWords("note", 1)]).toEqual(["2 errors", "1 note"]);
    expect([countFound(1, 0), countFound(2, 1), countFound(1, 3)]).toEqual([
      "1 lab",
      "2 labs and 1 course",
      "1 lab and 3 courses",
    ]);
    expect([nameFound(1, 0), nameFound(1, 1), nameFound(2, 2)]).toEqual([
      "this lab",
      "this lab and its course",
      "these 2 labs and their courses",
    ]);
    expect(placeOf({ file: "a/b.md", line: 3 })).toBe("a/b.md:3");
    expect(placeOf({ file: "a/b.md", line: null })).toBe("a/b.md");
    expect(placeOf({ file: "", line: 3 })).toBe("");
    const lab = { path: "", title: "T", format: "native" as const, stepCount: 1, remarks: [] };
    expect(
      addable({
        labs: [
          { ...lab, slug: null },
          { ...lab, slug: "a" },
        ],
      }),
    ).toHaveLength(1);
    const ranked = [
      { ...lab, path: "clean", slug: "a" },
      { ...lab, path: "noted", slug: "b", remarks: [aRemark()] },
      { ...lab, path: "wrong", slug: "c", remarks: [aRemark(), aRemark({ severity: "error" })] },
      { ...lab, path: "lost", slug: null, remarks: [aRemark()] },
    ];
    expect(worstFirst(ranked).map(({ path }) => path)).toEqual(["lost", "wrong", "noted", "clean"]);
    expect(refuseFile({ name: "a.zip", size: 0 }, 10)?.message).toContain("empty");
    expect(refuseFile({ name: "a.zip", size: 21 * MIB }, 20 * MIB)?.message).toBe(
      "a.zip is larger than 20 MiB.",
    );
    expect(refuseFile({ name: "a.zip", size: 20 * MIB }, 20 * MIB)).toBeNull();
  });
});
