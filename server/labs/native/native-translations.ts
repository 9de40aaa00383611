import type { z } from "zod";
import type { Language } from "../../../runtime/protocol/index.ts";
import type { LabFolder } from "../model/folder.ts";
import type { LabSource, LabStep, LabTranslation } from "../model/lab.ts";
import { readFrontMatter } from "./front-matter.ts";
import { LabTranslationFrontMatter, StepTranslationFrontMatter } from "./lab-schema.ts";
import { asksTheSame, quizzesIn } from "./native-quiz.ts";
import { type NativeFile, sourceIn } from "./native-source.ts";

interface English {
  title: string;
  summary: string;
  goals: string[];
  intro: LabSource;
  finish: LabSource;
  /** With the path of each step's file without its `.md`. */
  steps: { stem: string; step: LabStep }[];
}

type Open = (file: string) => Omit<NativeFile, "front">;

function translateStep(open: Open, file: string, english: LabStep): LabTranslation["steps"][number] {
  const native = open(file);
  const fallback: z.output<typeof StepTranslationFrontMatter> = { title: english.title };
  const front = readFrontMatter(file, native.folder.text(file), StepTranslationFrontMatter, fallback);
  for (const { severity, line, message } of front.remarks) native.remark(severity, line, message);
  const full: NativeFile = { ...native, front };
  const { checks, hints, quiz } = front.data;
  const fewer = (what: string, own: unknown[] | undefined, theirs: unknown[]) => {
    if (own === undefined || own.length === theirs.length) return;
    native.remark(
      "warning",
      front.lineOf([what]),
      `${what} has ${own.length} entries and the English step ${theirs.length}: what is missing is shown in English.`,
    );
  };
  fewer("checks", checks, english.checks);
  fewer("hints", hints, english.hints);

  const translated = quizzesIn(full, quiz);
  const same =
    translated.length === english.quizzes.length &&
    translated.every((one, index) => asksTheSame(one, english.quizzes[index] ?? one));
  if (quiz !== undefined && !same) {
    native.remark(
      "warning",
      front.lineOf(["quiz"]),
      "The quiz asks other things than the English one, which is shown instead.",
    );
  }
  return {
    title: front.data.title,
    text: { markdown: front.body, file, lineOffset: front.bodyOffset },
    ...(checks && {
      looksAt: english.checks.map((check, index) => checks[index]?.looksAt ?? check.looksAt),
      // One a check: a check without a hint has an empty one.
      checkHints: english.checks.map((check, index) => {
        const hint = checks[index]?.hint;
        if (hint !== undefined) return sourceIn(full, ["checks", index, "hint"], hint);
        return check.hint ?? { markdown: "", file, lineOffset: 0 };
      }),
    }),
    ...(hints && {
      hints: english.hints.map((hint, index) => {
        const own = hints[index];
        return own === undefined ? hint : sourceIn(full, ["hints", index], own);
      }),
    }),
    ...(quiz !== undefined && same && { quizzes: translated }),
  };
}

/** The lab's words in one language, from `lab.LANG.md` and its fellows; what is absent is English. */
export function translationIn(
  folder: LabFolder,
  language: Language,
  english: English,
  open: Open,
): LabTranslation {
  const labFile = `lab.${language}.md`;
  const { title, summary, goals } = english;
  const native = open(labFile);
  const front = readFrontMatter(labFile, folder.text(labFile), LabTranslationFrontMatter, {
    title,
    summary,
    goals,
  });
  for (const { severity, line, message } of front.remarks) native.remark(severity, line, message);
  const missing = (file: string) => {
    if (!folder.has(file)) native.remark("note", null, `${file} does not exist: English is shown there.`);
    return !folder.has(file);
  };
  const finishFile = `finish.${language}.md`;
  const finishIsEnglish = english.finish.markdown === "" || missing(finishFile);
  return {
    ...front.data,
    intro: { markdown: front.body, file: labFile, lineOffset: front.bodyOffset },
    finish: finishIsEnglish
      ? english.finish
      : { markdown: folder.text(finishFile), file: finishFile, lineOffset: 0 },
    steps: english.steps.map(({ stem, step }) => {
      const file = `${stem}.${language}.md`;
      return missing(file) ? { title: step.title, text: step.text } : translateStep(open, file, step);
    }),
  };
}
