import type { LabFolder } from "../../../model/folder.ts";
import { folderOf, nameOf, pathFrom } from "../settings/author-paths.ts";
import { openFields } from "../settings/fields.ts";
import { readIndex } from "../settings/read-index.ts";
import { quote, type Remark } from "../settings/remark-list.ts";
import type { CourseDraft, CourseItem } from "./course-draft.ts";

const NAME = "structure.json";

/** The structure.json files of a repository as courses, in the order in which they name each other, and what they leave out. */
export interface Structure {
  drafts: CourseDraft[];
  /** Folders of scenarios that a structure.json above or beside them does not list. */
  unlisted: string[];
}

interface Group {
  draft: CourseDraft;
  /** Folders that are groups, in order. */
  groups: string[];
}

/**
 * Reads every structure.json. One whose entries are all groups is no course of its own: it orders those that it names, and
 * gives them titles where they have none. A folder that is named and has no structure.json is a group of all that is in it.
 */
export function readStructure(folder: LabFolder, scenarios: string[], remark: Remark): Structure {
  // The name is a common one: a file without items is none of these.
  const files = folder.paths().filter((path) => nameOf(path) === NAME && /\bitems\b/.test(folder.text(path)));
  const groups = new Map(files.map((file) => [folderOf(file), readGroup(folder, file, remark)]));
  for (const { draft } of [...groups.values()]) {
    for (const { path } of draft.items) {
      const group =
        groups.has(path) || scenarios.includes(path) ? null : plainGroup(draft.file, path, scenarios);
      if (group) groups.set(path, group);
    }
  }
  for (const group of groups.values()) {
    group.groups = group.draft.items.map(({ path }) => path).filter((path) => groups.has(path));
  }
  const ordered = inOrder(groups);
  const listed = new Set(ordered.flatMap(({ draft }) => draft.items.map(({ path }) => path)));
  return {
    drafts: ordered.flatMap(({ draft, groups: below }) => {
      const items = draft.items.filter(({ path }) => !below.includes(path));
      return items.length > 0 ? [{ ...draft, items }] : [];
    }),
    unlisted: scenarios.filter((path) => !listed.has(path) && governs(groups, path)),
  };
}

/** The outermost first, each followed by those that it names, which take titles from it that they lack. */
function inOrder(groups: ReadonlyMap<string, Group>): Group[] {
  const order = new Set<Group>();
  const visit = (group: Group) => {
    if (order.has(group)) return;
    order.add(group);
    for (const { path, title, description } of group.draft.items) {
      const inner = groups.get(path);
      if (!inner) continue;
      inner.draft.title ??= title;
      inner.draft.description ??= description;
      visit(inner);
    }
  };
  const depth = (path: string) => (path === "" ? 0 : path.split("/").length);
  const outermost = [...groups.keys()].toSorted((a, b) => depth(a) - depth(b));
  for (const path of outermost) {
    const group = groups.get(path);
    if (group) visit(group);
  }
  return [...order];
}

/** Whether a structure.json stands in a folder above. */
function governs(groups: ReadonlyMap<string, Group>, path: string): boolean {
  for (let above = path; above !== ""; ) {
    above = folderOf(above);
    if (groups.has(above)) return true;
  }
  return false;
}

function plainGroup(file: string, path: string, scenarios: string[]): Group | null {
  const items = scenarios.flatMap((one): CourseItem[] =>
    folderOf(one) === path ? [{ path: one, title: null, description: null, line: null }] : [],
  );
  if (items.length === 0) return null;
  return { draft: { name: nameOf(path), file, title: null, description: null, items }, groups: [] };
}

function readGroup(folder: LabFolder, file: string, remark: Remark): Group {
  const at = folderOf(file);
  const fields = openFields(readIndex({ folder, file, remark }), file, remark);
  const draft: CourseDraft = {
    name: at === "" ? "scenarios" : nameOf(at),
    file,
    title: fields?.text("title") ?? null,
    description: fields?.text("description") ?? null,
    items: [],
  };
  for (const item of fields?.list("items") ?? []) {
    const written = item.text("path")?.trim() ?? "";
    const path = written === "" ? null : pathFrom(at, written);
    const title = item.text("title");
    const description = item.text("description");
    item.accept("icon");
    const line = item.line("path");
    const why =
      written === "" ? "This item names no path." : `${quote(written)} is not a path in this repository.`;
    if (path === null) remark("warning", file, line, why);
    else if (path !== at) draft.items.push({ path, title, description, line });
  }
  fields?.accept("icon", "private");
  fields?.close();
  return { draft, groups: [] };
}
