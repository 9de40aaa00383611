import type { Lab, LabSource } from "../../model/lab.ts";
import type { Quiz } from "../../model/quiz.ts";
import { labWords, languagesOf } from "../../runs/pages/lab-words.ts";

/** Every text of a lab in all of its languages, each once. */
export function labSources(lab: Lab): LabSource[] {
  const sources = new Map<string, LabSource>();
  const add = (source: LabSource | null) => {
    if (source) sources.set(`${source.file}\n${source.lineOffset}\n${source.markdown}`, source);
  };
  for (const language of languagesOf(lab)) {
    const { intro, finish, steps } = labWords(lab, language);
    add(intro);
    for (const step of steps) {
      add(step.text);
      for (const source of [...step.hints, ...step.checkHints]) add(source);
      for (const source of step.quizzes.flatMap(quizSources)) add(source);
    }
    add(finish);
  }
  for (const { solution } of lab.steps) add(solution?.text ?? null);
  return [...sources.values()];
}

const quizSources = ({ questions }: Quiz): LabSource[] =>
  questions.flatMap((question) => [
    question.text,
    ...("options" in question ? question.options.map(({ text }) => text) : []),
    ...(question.explanation ? [question.explanation] : []),
  ]);
