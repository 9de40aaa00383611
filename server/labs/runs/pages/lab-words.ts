import type { Language } from "../../../../runtime/protocol/index.ts";
import type { Lab, LabSource } from "../../model/lab.ts";
import type { Quiz } from "../../model/quiz.ts";

export interface StepWords {
  title: string;
  text: LabSource;
  hints: LabSource[];
  /** By check. */
  looksAt: string[];
  checkHints: (LabSource | null)[];
  quizzes: Quiz[];
}

/** All words of a lab in one language; what is not translated is in the lab's own. */
export interface LabWords {
  title: string;
  summary: string;
  goals: string[];
  intro: LabSource;
  finish: LabSource;
  steps: StepWords[];
}

export const languagesOf = (lab: Pick<Lab, "language" | "translations">): Language[] => [
  lab.language,
  ...Object.keys(lab.translations)
    .filter((one) => one !== lab.language)
    .sort(),
];

/** The first wanted language that the lab has, `de` standing in for `de-at`; else the lab's own. */
export function chooseLanguage(
  lab: Pick<Lab, "language" | "translations">,
  wanted: readonly string[],
): Language {
  const has = languagesOf(lab);
  for (const one of wanted.map((language) => language.toLowerCase())) {
    const found =
      has.find((language) => language === one) ?? has.find((language) => language === one.split("-")[0]);
    if (found !== undefined) return found;
  }
  return lab.language;
}

export function labWords(lab: Lab, language: Language): LabWords {
  const translation = language === lab.language ? undefined : lab.translations[language];
  const { title, summary, goals, intro, finish } = translation ?? lab;
  const steps = lab.steps.map((step, index): StepWords => {
    const words = translation?.steps[index];
    return {
      title: words?.title ?? step.title,
      text: words?.text ?? step.text,
      hints: step.hints.map((hint, position) => words?.hints?.[position] ?? hint),
      looksAt: step.checks.map((check, position) => words?.looksAt?.[position] ?? check.looksAt),
      checkHints: step.checks.map((check, position) => words?.checkHints?.[position] ?? check.hint),
      quizzes: step.quizzes.map((quiz, position) => words?.quizzes?.[position] ?? quiz),
    };
  });
  return { title, summary, goals, intro, finish, steps };
}
