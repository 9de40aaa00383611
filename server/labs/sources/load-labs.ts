import type { LabRemark, LabSlug } from "../../../runtime/protocol/index.ts";
import { loadKillercodaCourses } from "../formats/killercoda/courses/load-courses.ts";
import { loadKillercodaLab } from "../formats/killercoda/load-killercoda.ts";
import { loadLabspace } from "../formats/labspace/load-labspace.ts";
import { loadPlayWithDockerLab, POST } from "../formats/play-with-docker/load-play-with-docker.ts";
import type { LabFolder } from "../model/folder.ts";
import type { Course, LoadedLab } from "../model/lab.ts";
import { loadCourse } from "../native/load-course.ts";
import { loadNativeLab } from "../native/load-native-lab.ts";
import { boundCourse } from "./bound-course.ts";
import { boundLab } from "./bound-lab.ts";
import { type FoundLab, findLabs } from "./find-labs.ts";
import { folderBelow } from "./folder-below.ts";
import { createSlugs, titleOfRoot } from "./lab-names.ts";

export interface LoadedFolder {
  /** By path: a lab's own folder, or of a post its file. Without those that their repository keeps out of its list. */
  labs: { path: string; loaded: LoadedLab }[];
  courses: Course[];
  /** Of the folder itself and its courses; those of labs are theirs. */
  remarks: LabRemark[];
}

const COURSE = /^(?:(.+)\/)?courses\/[^/]+\.md$/;

/**
 * Every lab of every format below a folder, and their courses. Slugs are unique; native labs have the first choice, since their
 * courses name them. `name` is that of a lab which is the whole folder. Never throws for what authors wrote: a lab that
 * cannot be loaded is there without one, with the reason.
 */
export function loadLabs(folder: LabFolder, name = ""): LoadedFolder {
  const found = findLabs(folder);
  const slugs = createSlugs();
  const slugByPath = new Map<string, LabSlug>();
  for (const one of [...found].sort(
    (a, b) => Number(b.format === "native") - Number(a.format === "native"),
  )) {
    const words = one.name || name || titleOfRoot(folder, one) || "lab";
    slugByPath.set(one.path, slugs.claim(words, folderAround(one)));
  }
  const labs = found.map((one) => ({
    path: one.path,
    loaded: safely(one.path, () => boundLab(loadOne(folder, one, slugByPath.get(one.path) as LabSlug))),
  }));
  const { courses, unlisted, remarks } = loadCourses(folder, found, slugByPath);
  for (const path of unlisted) remarks.push(leftOut(path));
  return { labs: labs.filter(({ path }) => !unlisted.has(path)), courses, remarks };
}

function loadOne(folder: LabFolder, { format, path }: FoundLab, slug: LabSlug): LoadedLab {
  if (format === "native") return loadNativeLab(folderBelow(folder, path), slug);
  if (format === "labspace") return loadLabspace(folderBelow(folder, path), slug);
  if (format === "killercoda") return loadKillercodaLab(folder, path, slug);
  const site = POST.exec(path)?.[1] ?? "";
  const post = site === "" ? path : path.slice(site.length + 1);
  return loadPlayWithDockerLab(folderBelow(folder, site), post, slug);
}

const leftOut = (path: string): LabRemark => ({
  severity: "note",
  file: path,
  line: null,
  message: "The structure.json above it does not list this scenario; it is left out.",
});

interface LoadedCourses {
  courses: Course[];
  /** Paths of labs that a repository's own list leaves out. */
  unlisted: Set<string>;
  remarks: LabRemark[];
}

function loadCourses(
  folder: LabFolder,
  found: FoundLab[],
  slugByPath: ReadonlyMap<string, LabSlug>,
): LoadedCourses {
  const remarks: LabRemark[] = [];
  const unlisted = new Set<string>();
  const courses: Course[] = [];
  const slugs = createSlugs();
  const keep = (made: Course) => {
    const { course, remarks: told } = boundCourse(made);
    courses.push({ ...course, slug: slugs.claim(course.slug, "") });
    remarks.push(...told);
  };
  const inLab = (path: string) =>
    found.some(
      ({ format, path: lab }) => format !== "play-with-docker" && (lab === "" || path.startsWith(`${lab}/`)),
    );
  for (const file of folder.paths()) {
    // A page without front matter beside the courses is somebody's notes.
    if (!COURSE.test(file) || inLab(file) || !folder.text(file).startsWith("---\n")) continue;
    const made = guarded(file, () => loadCourse(file, folder.text(file)));
    remarks.push(...made.remarks);
    if (made.value?.remarks) remarks.push(...made.value.remarks);
    if (made.value?.course) keep(made.value.course);
  }
  if (found.some(({ format }) => format === "killercoda")) {
    const scenarios = new Set(found.flatMap(({ format, path }) => (format === "killercoda" ? [path] : [])));
    const made = guarded("", () =>
      loadKillercodaCourses(folder, (path) => (scenarios.has(path) ? (slugByPath.get(path) ?? null) : null)),
    );
    remarks.push(...made.remarks, ...(made.value?.remarks ?? []));
    for (const course of made.value?.courses ?? []) keep(course);
    const isTaken = (slug: LabSlug | undefined) =>
      courses.some(({ labs }) => labs.some((lab) => lab === slug));
    for (const path of made.value?.unlisted ?? [])
      if (scenarios.has(path) && !isTaken(slugByPath.get(path))) unlisted.add(path);
  }
  return { courses, unlisted, remarks };
}

function safely(file: string, load: () => LoadedLab): LoadedLab {
  const { value, remarks } = guarded(file, load);
  return value ?? { lab: null, remarks };
}

/** A loader that throws has a defect; it costs its lab and no other. */
function guarded<T>(file: string, load: () => T): { value: T | null; remarks: LabRemark[] } {
  try {
    return { value: load(), remarks: [] };
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : "unknown";
    return {
      value: null,
      remarks: [{ severity: "error", file, line: null, message: `This cannot be loaded: ${why}.` }],
    };
  }
}

/** The folder that a lab's own stands in, when it has a name. */
function folderAround({ format, path }: FoundLab): string {
  const parts = path.split("/").slice(0, -1);
  return (format === "play-with-docker" ? parts.filter((part) => part !== "_posts") : parts).at(-1) ?? "";
}
