import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ShelfImage } from "../../../runtime/shelf/image-recipe.ts";
import { hashImage, LAB_IMAGES, SHELF_IMAGES } from "../../../runtime/shelf/shelf-images.ts";
import { openShelfMarks, planLabImages } from "../../../runtime/shelf/shelf-marks.ts";

const aRecipe = (name: string, from = "debian", needs: string[] = []): ShelfImage => ({
  name,
  tags: ["latest"],
  dockerfile: `FROM ${from}\n`,
  needs,
});
const base = aRecipe("base");
const upper = aRecipe("owner/upper", "base", ["base"]);
const other = aRecipe("other");
const recipes = [base, upper, other];
const names = (images: ShelfImage[]) => images.map((image) => image.name);

describe("what is built", () => {
  it("is everything when nothing is named, what others are made from first", () => {
    expect(names(planLabImages([], () => false, recipes))).toEqual(["base", "owner/upper", "other"]);
  });

  it("is what is named, with what it is made from", () => {
    expect(names(planLabImages(["owner/upper:latest"], () => false, recipes))).toEqual([
      "base",
      "owner/upper",
    ]);
  });

  it("leaves out what stands", () => {
    expect(names(planLabImages(["owner/upper"], (image) => image === base, recipes))).toEqual([
      "owner/upper",
    ]);
  });

  it("is nothing without a recipe, and the refusal says how to fetch it", () => {
    expect(() => planLabImages(["alpine"], () => false, recipes)).toThrow(
      expect.objectContaining({
        code: "input.invalid",
        nextStep: expect.stringContaining("images -- fetch alpine"),
      }),
    );
  });
});

describe("the hash of an image", () => {
  it("changes with what it is made from", () => {
    const changed = { ...base, dockerfile: "FROM debian\nRUN true\n" };
    expect(hashImage(upper, [changed, upper])).not.toBe(hashImage(upper, recipes));
    expect(hashImage(other, [changed, other])).toBe(hashImage(other, recipes));
  });
});

describe("marks", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "marks-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("tell an image as its recipe makes it now from an older one", () => {
    const marks = openShelfMarks(folder);
    marks.markBuilt(other);
    expect(marks.isBuilt(other)).toBe(true);
    expect(marks.isBuilt({ ...other, dockerfile: "FROM debian\nRUN false\n" })).toBe(false);
    expect(marks.isBuilt(base)).toBe(false);
  });

  it("know only how an image came last", () => {
    const marks = openShelfMarks(folder);
    const longer = aRecipe("other-one");
    marks.markBuilt(longer);
    marks.markFetched("other");
    expect(marks.isFetched("other")).toBe(true);
    marks.markBuilt(other);
    expect(marks.isFetched("other")).toBe(false);
    expect(marks.isBuilt(longer)).toBe(true);
  });
});

describe("every recipe of ours", () => {
  it.each([...SHELF_IMAGES, ...LAB_IMAGES])(
    "$name says that Slipway made it, and has the tag latest",
    (image) => {
      expect(image.dockerfile).toMatch(/^LABEL org\.opencontainers\.image\.description="Made by Slipway/m);
      expect(image.tags).toContain("latest");
    },
  );

  it.each(LAB_IMAGES)("$name is made from what the template has, or from what it says it needs", (image) => {
    const from = /^FROM (\S+)/.exec(image.dockerfile)?.[1] ?? "";
    const there = ["debian", ...SHELF_IMAGES.map(({ name }) => name), ...(image.needs ?? [])];
    expect(there).toContain(from);
    for (const name of image.needs ?? [])
      expect(names(LAB_IMAGES).indexOf(name)).toBeLessThan(LAB_IMAGES.indexOf(image));
  });
});
