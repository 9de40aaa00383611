import type { LabRemark, NodeName } from "../../../runtime/protocol/index.ts";
import type { Lab, LabTranslation, LoadedLab } from "../model/lab.ts";
import { withDigest } from "../model/lab-digest.ts";
import { MAX_PLACED_BYTES } from "../running/place-files.ts";

/** What pages, lists and searches are told of a lab, again and again: no more than they can show. */
export const LONGEST_WORDS = { title: 200, summary: 500 };
const LONGEST = { ...LONGEST_WORDS, tab: 80, address: 2000, path: 1000, line: 200 };
const MOST = {
  steps: 200,
  goals: 12,
  tags: 12,
  images: 40,
  services: 10,
  terminals: 6,
  files: 10,
  variables: 100,
};
const MIB = 1024 * 1024;

export const cut = (text: string, length: number) =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

const wordsOf = <Words extends Pick<LabTranslation, "title" | "summary" | "goals">>(words: Words) => ({
  title: cut(words.title, LONGEST.title),
  summary: cut(words.summary, LONGEST.summary),
  goals: words.goals.slice(0, MOST.goals).map((goal) => cut(goal, LONGEST.line)),
});
const stepsOf = <Step extends { title: string }>(steps: Step[]): Step[] =>
  steps.slice(0, MOST.steps).map((step) => ({ ...step, title: cut(step.title, LONGEST.title) }));

function smallParts(lab: Lab) {
  return {
    ...wordsOf(lab),
    tags: lab.tags.slice(0, MOST.tags).map((tag) => cut(tag, LONGEST.tab)),
    images: lab.images.slice(0, MOST.images).map((image) => cut(image, LONGEST.line)),
    services: lab.services
      .filter(({ href, path }) => (href ?? path).length <= LONGEST.address)
      .slice(0, MOST.services)
      .map((service) => ({ ...service, title: cut(service.title, LONGEST.tab) })),
    terminals: lab.terminals
      .slice(0, MOST.terminals)
      .map((terminal) => ({ ...terminal, title: cut(terminal.title, LONGEST.tab) })),
    openFiles: lab.openFiles.filter((path) => path.length <= LONGEST.path).slice(0, MOST.files),
    variables: lab.variables.slice(0, MOST.variables),
    steps: stepsOf(lab.steps),
    translations: Object.fromEntries(
      Object.entries(lab.translations).map(([language, words]) => [
        language,
        { ...words, ...wordsOf(words), steps: stepsOf(words.steps) },
      ]),
    ),
  };
}

/** Whether any list is shorter, or any text of its own other, than before. */
function isCut(lab: Lab, parts: ReturnType<typeof smallParts>): boolean {
  const titles = ({ steps }: Pick<Lab | LabTranslation, "steps">) => steps.map(({ title }) => title);
  const shape = (one: typeof parts | Lab) => [
    [one.title, one.summary, one.goals, one.tags, one.images, one.services, one.terminals, one.openFiles],
    [one.variables.length, titles(one as Lab)],
    Object.values(one.translations).map((words) => [words.title, words.summary, words.goals, titles(words)]),
  ];
  return JSON.stringify(shape(lab)) !== JSON.stringify(shape(parts));
}

/** The nodes that get more than can be placed, with their bytes. */
function overfullNodes({ files }: Lab): Map<NodeName, number> {
  const bytesOf = new Map<NodeName, number>();
  for (const { node, bytes } of files) bytesOf.set(node, (bytesOf.get(node) ?? 0) + bytes.byteLength);
  return new Map([...bytesOf].filter(([, bytes]) => bytes > MAX_PLACED_BYTES));
}

/**
 * The lab as pages and machines can take it: what is too long is cut, and files of a node that has too many bytes are left out,
 * each told to its author. The same lab where there is nothing to cut.
 */
export function boundLab({ lab, remarks }: LoadedLab): LoadedLab {
  if (!lab) return { lab, remarks };
  const told: LabRemark[] = [];
  const tell = (severity: LabRemark["severity"], message: string) =>
    told.push({ severity, file: lab.intro.file, line: null, message });
  const { steps } = lab;
  if (steps.length > MOST.steps)
    tell("error", `There are ${steps.length} steps; those after ${MOST.steps} are left out.`);
  const parts = smallParts(lab);
  if (isCut({ ...lab, steps: steps.slice(0, MOST.steps) }, parts))
    tell("warning", "Titles, descriptions or lists are longer than a page shows: they are cut.");
  const overfull = overfullNodes(lab);
  for (const [node, bytes] of overfull)
    tell(
      "error",
      `The files for ${node} have ${Math.ceil(bytes / MIB)} MiB, and ${MAX_PLACED_BYTES / MIB} MiB can be placed: they are left out. Let a set-up script fetch or make what is large.`,
    );
  if (told.length === 0) return { lab, remarks };
  const files = lab.files.filter(({ node }) => !overfull.has(node));
  return { lab: withDigest({ ...lab, ...parts, files }), remarks: [...remarks, ...told] };
}
