import type {
  ImportedLab,
  LabImportBrief,
  LabImportView,
  LabRemark,
} from "../../../../runtime/protocol/index.ts";

export type Severity = LabRemark["severity"];
export const SEVERITIES: readonly Severity[] = ["error", "warning", "note"];

export const FORMATS: Record<LabImportView["labs"][number]["format"], string> = {
  native: "Slipway",
  killercoda: "Killercoda or Katacoda",
  "play-with-docker": "Play with Docker",
  labspace: "Docker Labspace",
};

const NAMES: Record<Severity, [string, string]> = {
  error: ["error", "errors"],
  warning: ["warning", "warnings"],
  note: ["note", "notes"],
};

/** As on a button: “2 errors”. */
export const countWords = (severity: Severity, count: number): string =>
  `${count} ${NAMES[severity][count === 1 ? 0 : 1]}`;

export const countLabs = (count: number): string => (count === 1 ? "1 lab" : `${count} labs`);

/** As in “2 labs and 1 course”. */
export function countFound(labs: number, courses: number): string {
  if (courses === 0) return countLabs(labs);
  return `${countLabs(labs)} and ${courses === 1 ? "1 course" : `${courses} courses`}`;
}

/** As in “these 2 labs and their course”. */
export function nameFound(labs: number, courses: number): string {
  const [these, their] = labs === 1 ? ["this lab", "its"] : [`these ${labs} labs`, "their"];
  return courses === 0 ? these : `${these} and ${their} ${courses === 1 ? "course" : "courses"}`;
}

/** Who sees what was added, and who can open it. */
export const whoSees = (courses: number): string =>
  courses === 0
    ? "Only you see them in the catalog; whoever has a lab’s link can open it."
    : "Only you see the labs in the catalog; whoever has the link of a lab or a course can open it.";

/** As they are linked to. */
export const courseBriefs = ({ courses }: Pick<LabImportView, "courses">): LabImportBrief["courses"] =>
  courses.map(({ slug, title, labs }) => ({ slug, title, labCount: labs.length }));

/** Of all labs and of none. */
export const allRemarks = ({ labs, remarks }: Pick<LabImportView, "labs" | "remarks">): LabRemark[] => [
  ...labs.flatMap((lab) => lab.remarks),
  ...remarks,
];

export function countRemarks(remarks: readonly LabRemark[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of remarks) counts[severity] += 1;
  return counts;
}

/** Where it is said of, as editors write it: `steps/01-hello.md:12`; empty for what is said of no file. */
export const placeOf = ({ file, line }: Pick<LabRemark, "file" | "line">): string =>
  line === null || file === "" ? file : `${file}:${line}`;

/** The labs that can be added. */
export const addable = ({ labs }: Pick<LabImportView, "labs">): LabImportBrief["labs"] =>
  labs.flatMap(({ slug, title, stepCount }) => (slug === null ? [] : [{ slug, title, stepCount }]));

/** Why a file is not even sent; null when it may be. */
export function refuseFile({ size, name }: Pick<File, "size" | "name">, maxBytes: number) {
  if (size === 0)
    return { message: `${name} is empty, or a folder.`, nextStep: "Pack it first, as a zip or tar.gz." };
  if (size <= maxBytes) return null;
  return {
    message: `${name} is larger than ${Math.floor(maxBytes / 1024 / 1024)} MiB.`,
    nextStep: "Leave out what the labs do not need, or bring them from Git or in parts.",
  };
}

/** Those that need to be looked at before the others, each group as it stood. */
export function worstFirst(labs: readonly ImportedLab[]): ImportedLab[] {
  const rank = ({ slug, remarks }: ImportedLab): number => {
    if (slug === null) return -1;
    const ranks = remarks.map(({ severity }) => SEVERITIES.indexOf(severity));
    return Math.min(SEVERITIES.length, ...ranks);
  };
  return labs.toSorted((a, b) => rank(a) - rank(b));
}
