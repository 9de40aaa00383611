import { expect, it } from "vitest";
import { orderCourses, orderLabs } from "../../../../server/labs/library/order-catalog.ts";
import type { Course } from "../../../../server/labs/model/lab.ts";
import { aLab } from "./a-lab.ts";

const course = (slug: string, minutes: number | null, labs: string[]): Course => ({
  slug,
  title: slug,
  summary: "",
  minutes,
  text: aLab().intro,
  labs,
});

it("puts short courses first, and those that tell no time last", () => {
  const courses = [course("long", 300, []), course("untold", null, []), course("short", 60, [])];
  expect(orderCourses(courses).map(({ slug }) => slug)).toEqual(["short", "long", "untold"]);
});

it("puts labs in the order of their courses, and the rest by level and title", () => {
  const labs = [
    aLab({ slug: "a-hard", level: "advanced", title: "A" }),
    aLab({ slug: "z-easy", level: "beginner", title: "Z" }),
    aLab({ slug: "b-easy", level: "beginner", title: "B" }),
    aLab({ slug: "unknown", level: null, title: "A" }),
    aLab({ slug: "second" }),
    aLab({ slug: "first" }),
    aLab({ slug: "later" }),
  ];
  const courses = [course("long", 300, ["later", "first"]), course("short", 60, ["first", "second"])];
  expect(orderLabs(labs, courses).map(({ slug }) => slug)).toEqual([
    "first",
    "second",
    "later",
    "b-easy",
    "z-easy",
    "a-hard",
    "unknown",
  ]);
});
