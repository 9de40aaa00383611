import { expect, it } from "vitest";
import { loadCourse } from "../../../../server/labs/native/load-course.ts";

const aCourse = (labs: string, more = "") => `---
title: Docker in three hours
summary: From the first container to a swarm.
labs: ${labs}
${more}---

Bring a coffee.
`;

it("a course has its labs in order, and its file's name", () => {
  const { course, remarks } = loadCourse(
    "courses/three-hours.md",
    aCourse("[first-container, layers]", "minutes: 180\n"),
  );
  expect(remarks).toEqual([]);
  expect(course).toMatchObject({ slug: "three-hours", labs: ["first-container", "layers"], minutes: 180 });
  expect(course?.text).toMatchObject({ markdown: "\nBring a coffee.\n", lineOffset: 6 });
});

it("a lab that cannot be a lab's name is told by its line and left out", () => {
  const { course, remarks } = loadCourse("courses/c.md", aCourse("\n  - one\n  - ../two"));
  expect(course?.labs).toEqual(["one"]);
  expect(remarks).toMatchObject([{ severity: "error", line: 6 }]);
});

it.each([
  ["courses/No Name.md", aCourse("[x]")],
  ["courses/c.md", aCourse("[]")],
  ["courses/c.md", "no front matter"],
])("%s without labs or name is no course and says why", (file, text) => {
  const { course, remarks } = loadCourse(file, text);
  expect(course).toBeNull();
  expect(remarks[0]?.severity).toBe("error");
});
