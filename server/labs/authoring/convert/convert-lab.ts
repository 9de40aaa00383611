import type { LabRemark } from "../../../../runtime/protocol/index.ts";
import type { Lab, LabFile, LabSolution, LabStep } from "../../model/lab.ts";
import { solutionText } from "../../native/solution-text.ts";
import { quizFields } from "./convert-quiz.ts";
import { lostScripts } from "./lost-scripts.ts";
import { createNativeWriter, fieldsOf, type NativeWriter, type WrittenFile } from "./native-writer.ts";
import { pictureAddress, picturePlaces } from "./picture-names.ts";

export interface ConvertedLab {
  /** By path below the new lab's folder. */
  files: Map<string, WrittenFile>;
  /** What the native format cannot say, by file and line of the lab that was converted. */
  remarks: LabRemark[];
}

/** A step's file name: its number and the words of its title. */
function stepName(title: string, index: number): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return `steps/${String(index + 1).padStart(2, "0")}-${words || "step"}`;
}

function writeFiles(files: readonly LabFile[], writer: NativeWriter): unknown[] {
  return files.flatMap(({ node, path, bytes, mode }) => {
    const below = /^\/root\/(.+)$/.exec(path)?.[1];
    if (below !== undefined && (mode === null || mode === "755")) {
      const folder = node === "node1" ? "files" : `files.${node}`;
      writer.bytes(`${folder}/${below}`, bytes, mode === "755");
      return [];
    }
    const file = `placed/${node}${path}`;
    writer.bytes(file, bytes, false);
    return [{ file, to: path, ...(node === "node1" ? {} : { node }), ...(mode === null ? {} : { mode }) }];
  });
}

function solutionFields(solution: LabSolution | null, writer: NativeWriter): unknown {
  if (solution === null) return undefined;
  const { text, scripts } = solution;
  const shown = solutionText(undefined, scripts);
  const explain = text.markdown.endsWith(shown)
    ? text.markdown.slice(0, text.markdown.length - shown.length).trim()
    : writer.words(text);
  const written = scripts.map((script) => writer.script(script));
  if (explain === "" && written.length === 1 && typeof written[0] === "string") return written[0];
  return fieldsOf({ explain, scripts: written });
}

/** The lab in the native format: what a loader makes of these files is the same lab, but for its dialect and where its parts stand. */
export function convertLab(lab: Lab): ConvertedLab {
  const places = picturePlaces(Object.keys(lab.assets));
  let newFile = "lab.md";
  const writer = createNativeWriter({
    dialect: lab.dialect,
    pictureAddress: (written, oldFile) => pictureAddress(places, written, oldFile, newFile),
  });
  for (const [path, bytes] of Object.entries(lab.assets)) {
    const place = places.get(path);
    if (place !== undefined) writer.bytes(place, bytes, false);
    else {
      const message = "Not a picture of a kind that the native format shows: left out.";
      writer.remarks.push({ severity: "warning", file: path, line: null, message });
    }
  }
  const place = writeFiles(lab.files, writer);
  const intro = writer.convert(lab.intro);
  writer.document(
    newFile,
    { ...labFields(lab, writer), place, ...scriptFields(lab, writer) },
    intro.markdown,
  );

  const names = lab.steps.map(({ title }, index) => stepName(title, index));
  for (const [index, step] of lab.steps.entries()) {
    newFile = `${names[index]}.md`;
    writeStep(newFile, step, writer, index === 0 ? intro.quizzes : []);
  }
  newFile = "finish.md";
  if (lab.finish.markdown.trim() !== "") writer.text(newFile, writer.convert(lab.finish).markdown);
  for (const [language, translation] of Object.entries(lab.translations)) {
    newFile = `lab.${language}.md`;
    const { title, summary, goals } = translation;
    const fields = { title: writer.line(title), summary: writer.line(summary || title), goals };
    writer.document(newFile, fields, writer.convert(translation.intro).markdown);
    for (const [index, step] of translation.steps.entries()) {
      if (step.text.file === lab.steps[index]?.text.file) continue;
      newFile = `${names[index]}.${language}.md`;
      writeTranslatedStep(newFile, step, writer);
    }
    newFile = `finish.${language}.md`;
    const own = translation.finish.file !== lab.finish.file && translation.finish.markdown.trim() !== "";
    if (own) writer.text(newFile, writer.convert(translation.finish).markdown);
  }
  return { files: writer.files, remarks: [...writer.remarks, ...lostScripts(lab)] };
}

function labFields(lab: Lab, writer: NativeWriter) {
  return {
    title: writer.line(lab.title),
    summary: writer.line(lab.summary || lab.title),
    level: lab.level,
    minutes: lab.minutes,
    language: lab.language === "en" ? undefined : lab.language,
    tags: lab.tags,
    goals: lab.goals.map(writer.line),
    nodes: lab.nodes === 1 ? undefined : lab.nodes,
    egress: lab.egress,
    images: lab.images,
    layout: lab.layout === "terminal" ? undefined : lab.layout,
    terminals: lab.terminals.map(({ title, node, command }) => fieldsOf({ title, node, command })),
    open: lab.openFiles,
    services: lab.services.map(({ title, port, path, href }) =>
      fieldsOf(href === null ? { title, port, path: path === "/" ? undefined : path } : { title, href }),
    ),
    variables: lab.variables.map(({ name, prompt, value }) => fieldsOf({ name, ask: prompt, value })),
    environment: Object.keys(lab.environment).length === 0 ? undefined : lab.environment,
  };
}

const scriptFields = ({ setup, start }: Lab, writer: NativeWriter) => ({
  setup: setup.map((script) => writer.script(script)),
  start: start.map((script) => writer.script(script)),
});

function writeStep(path: string, step: LabStep, writer: NativeWriter, more: LabStep["quizzes"]): void {
  const { markdown, quizzes } = writer.convert(step.text);
  const fields = {
    title: writer.line(step.title),
    checks: step.checks.map(({ looksAt, script, passLine, hint }) =>
      fieldsOf({
        looksAt: writer.line(looksAt),
        script: writer.checkScript(script),
        prints: passLine,
        hint: hint === null ? undefined : writer.words(hint),
      }),
    ),
    hints: step.hints.map(writer.words),
    solution: solutionFields(step.solution, writer),
    quiz: quizFields([...more, ...quizzes, ...step.quizzes], writer),
    background: step.background === null ? undefined : writer.script(step.background),
    foreground: step.foreground === null ? undefined : writer.script(step.foreground),
  };
  writer.document(path, fields, markdown);
}

function writeTranslatedStep(
  path: string,
  step: Lab["translations"][string]["steps"][number],
  writer: NativeWriter,
): void {
  const { title, text, looksAt, checkHints, hints, quizzes } = step;
  const { markdown, quizzes: inText } = writer.convert(text);
  const fields = {
    title: writer.line(title),
    checks: looksAt?.map((words, index) => {
      const hint = checkHints?.[index];
      return fieldsOf({ looksAt: writer.line(words), hint: hint && writer.words(hint) });
    }),
    hints: hints?.map(writer.words),
    quiz: quizFields([...inText, ...(quizzes ?? [])], writer),
  };
  writer.document(path, fields, markdown);
}
