import type { LabFolder } from "../../../model/folder.ts";
import { folderOf, join, nameOf, pathFrom } from "../settings/author-paths.ts";
import { type Fields, openFields } from "../settings/fields.ts";
import { readIndex } from "../settings/read-index.ts";
import { quote, type Remark } from "../settings/remark-list.ts";
import type { CourseDraft, CourseItem } from "./course-draft.ts";

const PROFILE = "profile-pathway.json";
const PATHWAY = /^(.+)-pathway\.json$/;

/** Katacoda's courses: NAME-pathway.json over the folder NAME, in the order that profile-pathway.json gives. */
export function readPathways(folder: LabFolder, remark: Remark): CourseDraft[] {
  const root = scenarioRoot(folder, remark);
  const files = folder.paths().filter((path) => PATHWAY.test(nameOf(path)) && nameOf(path) !== PROFILE);
  const drafts = files.flatMap((file) => readPathway(folder, file, root, remark) ?? []);
  const profile = [PROFILE, join(root, PROFILE)].find((file) => folder.has(file));
  return profile === undefined ? drafts : byProfile(folder, profile, root, drafts, remark);
}

/** `scenario_root` of katacoda.yaml; the repository's root where it says nothing. */
function scenarioRoot(folder: LabFolder, remark: Remark): string {
  const file = ["katacoda.yaml", "katacoda.yml"].find((name) => folder.has(name));
  if (file === undefined) return "";
  const fields = openFields(readIndex({ folder, file, remark }), file, remark);
  const written = fields?.text("scenario_root") ?? "";
  const root = pathFrom("", written);
  if (root === null)
    remark(
      "error",
      file,
      fields?.line("scenario_root") ?? null,
      `${quote(written)} leads out of this repository.`,
    );
  return root ?? "";
}

/** A scenario's folder: beside the pathway's file, or below scenario_root. */
function locate(folder: LabFolder, places: string[], names: string[]): string | null {
  const candidates = names.flatMap((name) => places.flatMap((place) => pathFrom(place, name) ?? []));
  const isThere = (path: string) =>
    ["index.json", "index.yaml", "index.yml"].some((index) => folder.has(join(path, index)));
  return candidates.find(isThere) ?? candidates[0] ?? null;
}

function readPathway(folder: LabFolder, file: string, root: string, remark: Remark): CourseDraft | null {
  const fields = openFields(readIndex({ folder, file, remark }), file, remark);
  if (fields === null) return null;
  const name = PATHWAY.exec(nameOf(file))?.[1] ?? "";
  const places = [folderOf(file), root];
  const items = fields.list("courses").flatMap((entry): CourseItem[] => {
    const within = entry.text("pathway_id")?.trim() || name;
    const id = entry.text("course_id", "id")?.trim() ?? "";
    const title = entry.text("title");
    const description = entry.text("description");
    entry.accept("icon", "external_link");
    const line = entry.line("course_id");
    const path = id === "" ? null : locate(folder, places, [`${within}/${id}`, id]);
    if (path === null)
      remark("warning", file, line, "This entry names no scenario of this repository (course_id).");
    return path === null ? [] : [{ path, title, description, line }];
  });
  const draft = { name, file, title: fields.text("title"), description: fields.text("description"), items };
  fields.accept("icon", "id", "private", "noindex");
  fields.close();
  return draft;
}

/** Orders the pathways, and makes the profile's own scenarios a course. */
function byProfile(
  folder: LabFolder,
  file: string,
  root: string,
  drafts: CourseDraft[],
  remark: Remark,
): CourseDraft[] {
  const fields = openFields(readIndex({ folder, file, remark }), file, remark);
  if (fields === null) return drafts;
  const idOf = (entry: Fields) => {
    entry.accept("title", "description", "icon");
    return entry.text("id", "course_id", "pathway_id")?.trim() ?? "";
  };
  const order = fields.list("courses").map(idOf);
  const place = ({ name }: CourseDraft) => (order.includes(name) ? order.indexOf(name) : order.length);
  const items = fields.list("scenarios").flatMap((entry): CourseItem[] => {
    const id = idOf(entry);
    const path = id === "" ? null : locate(folder, [folderOf(file), root], [id]);
    const line = entry.line("id");
    if (path === null) remark("warning", file, line, "This entry names no scenario of this repository (id).");
    return path === null ? [] : [{ path, title: null, description: null, line }];
  });
  const own: CourseDraft = {
    name: "scenarios",
    file,
    title: fields.text("title"),
    description: fields.text("description"),
    items,
  };
  fields.accept("icon");
  fields.close();
  const sorted = drafts.toSorted((a, b) => place(a) - place(b));
  return items.length > 0 ? [...sorted, own] : sorted;
}
