import { LabSlug } from "../../../../../runtime/protocol/index.ts";
import type { Course } from "../../../model/lab.ts";
import { quote, type Remark } from "../settings/remark-list.ts";
import { slugOfPath } from "../slug.ts";

/** One entry of a course's file, already a path below the repository's root. */
export interface CourseItem {
  path: string;
  title: string | null;
  description: string | null;
  line: number | null;
}

export interface CourseDraft {
  /** What its slug is made of. */
  name: string;
  file: string;
  title: string | null;
  description: string | null;
  items: CourseItem[];
}

/** The slug under which the library has the scenario in a folder; null when it has none there. */
export type SlugOfScenario = (path: string) => LabSlug | null;

/** As many as a page can show as one path. */
const MAX_LABS = 200;

/** The course of a draft; null when none of its labs is there, which is told. */
export function finishCourse(draft: CourseDraft, slugOf: SlugOfScenario, remark: Remark): Course | null {
  const { file } = draft;
  const labs: LabSlug[] = [];
  const words: string[] = [];
  for (const { path, title, description, line } of draft.items.slice(0, MAX_LABS)) {
    const slug = slugOf(path);
    if (slug === null) {
      remark(
        "warning",
        file,
        line,
        `There is no scenario in the folder ${quote(path)}; the course goes on without it.`,
      );
      continue;
    }
    if (!labs.includes(slug)) labs.push(slug);
    if (title && description) words.push(`- **${plain(title)}**: ${plain(description)}`);
  }
  if (draft.items.length > MAX_LABS)
    remark(
      "error",
      file,
      null,
      `The course lists ${draft.items.length} scenarios; those after ${MAX_LABS} are left out.`,
    );
  if (labs.length === 0) {
    remark("warning", file, null, "The course lists no scenario that is there; it is left out.");
    return null;
  }
  const summary = (draft.description ?? "").trim().replace(/\s+/g, " ");
  return {
    slug: slugOfPath(draft.name),
    title: draft.title?.trim() || titleOf(draft.name),
    summary,
    minutes: null,
    text: { markdown: words.join("\n"), file, lineOffset: 0 },
    labs,
  };
}

function titleOf(name: string): string {
  const words = name.replace(/[-_]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** An author's words as text of a list item: what would be Markdown in them is not. */
function plain(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>{}$|~]/g, "\\$&");
}

/** Gives each course a slug of its own: the second `docker` becomes `docker-2`. */
export function withOwnSlugs(courses: Course[]): Course[] {
  const taken = new Set<string>();
  return courses.map((course) => {
    let slug = course.slug;
    for (let number = 2; taken.has(slug); number++) {
      const suffix = `-${number}`;
      slug = LabSlug.parse(`${course.slug.slice(0, 80 - suffix.length).replace(/-+$/, "")}${suffix}`);
    }
    taken.add(slug);
    return { ...course, slug };
  });
}
