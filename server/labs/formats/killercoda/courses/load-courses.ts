import type { LabRemark } from "../../../../../runtime/protocol/index.ts";
import type { LabFolder } from "../../../model/folder.ts";
import type { Course } from "../../../model/lab.ts";
import { createRemarkList } from "../settings/remark-list.ts";
import { slugOfPath } from "../slug.ts";
import { findKillercodaScenarios } from "../translations.ts";
import { finishCourse, type SlugOfScenario, withOwnSlugs } from "./course-draft.ts";
import { readPathways } from "./pathways.ts";
import { readStructure } from "./structure.ts";

export interface LoadedCourses {
  courses: Course[];
  /** Folders of scenarios that a structure.json leaves out: their authors do not show them in a list. */
  unlisted: string[];
  remarks: LabRemark[];
}

/**
 * The courses of a repository: structure.json of Killercoda, NAME-pathway.json, profile-pathway.json and katacoda.yaml of
 * Katacoda. `slugOf` tells under which slug the library has the scenario of a folder; without it slugs are the folders' names.
 */
export function loadKillercodaCourses(folder: LabFolder, slugOf?: SlugOfScenario): LoadedCourses {
  const { remark, all } = createRemarkList();
  const scenarios = findKillercodaScenarios(folder);
  const known = new Set(scenarios);
  const byName: SlugOfScenario = (path) => (known.has(path) ? slugOfPath(path) : null);
  const { drafts, unlisted } = readStructure(folder, scenarios, remark);
  const courses = [...drafts, ...readPathways(folder, remark)].flatMap(
    (draft) => finishCourse(draft, slugOf ?? byName, remark) ?? [],
  );
  return { courses: withOwnSlugs(courses), unlisted, remarks: all() };
}
