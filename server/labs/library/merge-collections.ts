import type { LabRemark, LabSlug } from "../../../runtime/protocol/index.ts";
import type { Course, Lab } from "../model/lab.ts";
import { withDigest } from "../model/lab-digest.ts";
import type { LoadedLabs } from "./loaded-labs.ts";

export interface Collection {
  /** Of its folder; tells labs of the same name apart. */
  name: string;
  loaded: LoadedLabs;
}

export interface Catalog {
  labs: Map<LabSlug, Lab>;
  courses: Map<LabSlug, Course>;
  remarks: Map<LabSlug, LabRemark[]>;
  /** Of what could not be shown, and of no one lab. */
  otherRemarks: LabRemark[];
}

const MAX_SLUG = 80;

/** The slug itself where it is free, else with the collection's name before it, else with a number behind. */
function freeSlug(slug: LabSlug, collection: string, isTaken: (slug: LabSlug) => boolean): LabSlug {
  if (!isTaken(slug)) return slug;
  const prefix = collection
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const cut = (text: string, length: number) => text.slice(0, length).replace(/-+$/, "");
  const named = cut(prefix === "" ? slug : `${prefix}-${slug}`, MAX_SLUG);
  if (!isTaken(named)) return named;
  let number = 2;
  while (isTaken(`${cut(named, MAX_SLUG - 4)}-${number}`)) number++;
  return `${cut(named, MAX_SLUG - 4)}-${number}`;
}

/**
 * One catalog of several collections. What comes first keeps its name; a lab or course whose name is taken gets another, told in
 * its remarks, and the courses of its collection follow. Courses name only labs that are there.
 */
export function mergeCollections(collections: Collection[]): Catalog {
  const catalog: Catalog = { labs: new Map(), courses: new Map(), remarks: new Map(), otherRemarks: [] };
  for (const { name, loaded } of collections) {
    const renamed = new Map<LabSlug, LabSlug>();
    for (const { path, loaded: one } of loaded.labs) {
      const { lab } = one;
      const below = (remark: LabRemark) => ({
        ...remark,
        file: path === "" ? remark.file : `${path}/${remark.file}`,
      });
      if (lab === null) {
        catalog.otherRemarks.push(...one.remarks.map(below));
        continue;
      }
      const slug = freeSlug(lab.slug, name, (other) => catalog.labs.has(other));
      const remarks = [...one.remarks];
      if (slug !== lab.slug) {
        const message = `Another lab is named ${lab.slug}: this one is named ${slug}.`;
        remarks.push({ severity: "warning", file: "", line: null, message });
      }
      if (!renamed.has(lab.slug)) renamed.set(lab.slug, slug);
      catalog.labs.set(slug, slug === lab.slug ? lab : withDigest({ ...lab, slug }));
      catalog.remarks.set(slug, remarks);
    }
    catalog.otherRemarks.push(...loaded.remarks);
    for (const course of loaded.courses) {
      const slug = freeSlug(course.slug, name, (other) => catalog.courses.has(other));
      const named = course.labs.map((lab) => renamed.get(lab) ?? lab);
      const labs = named.filter((lab) => catalog.labs.has(lab));
      for (const lab of named.filter((one) => !catalog.labs.has(one))) {
        const message = `There is no lab ${lab}: the course goes without it.`;
        catalog.otherRemarks.push({ severity: "error", file: course.text.file, line: null, message });
      }
      if (labs.length > 0) catalog.courses.set(slug, { ...course, slug, labs });
    }
  }
  return catalog;
}
