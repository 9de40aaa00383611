import type { Course, Lab } from "../model/lab.ts";

const LEVELS = ["beginner", "intermediate", "advanced"];

/** Short courses first: they are for those who begin. */
export const orderCourses = (courses: Course[]): Course[] =>
  courses.toSorted(
    (a, b) => (a.minutes ?? Infinity) - (b.minutes ?? Infinity) || a.title.localeCompare(b.title),
  );

/** As they are taken: in the order of their courses, the rest by level and title. */
export function orderLabs(labs: Lab[], courses: Course[]): Lab[] {
  const places = [...new Set(orderCourses(courses).flatMap((course) => course.labs))];
  const place = ({ slug }: Lab) => (places.includes(slug) ? places.indexOf(slug) : places.length);
  const level = (lab: Lab) => (lab.level === null ? LEVELS.length : LEVELS.indexOf(lab.level));
  return labs.toSorted(
    (a, b) => place(a) - place(b) || level(a) - level(b) || a.title.localeCompare(b.title),
  );
}
