import type { LabSource } from "../../model/lab.ts";
import type { Quiz, QuizQuestion } from "../../model/quiz.ts";
import type { Draft, DraftLine } from "./draft.ts";
import type { FenceRole } from "./fences.ts";

const option = /^\s*(?:[-*+]\s+)?(?:\[([ xX*])\]|\(([ xX*])\))\s+(.*)$/;
const accepted = /^\s*(===|=~=)\s*(.+?)\s*$/;

/** A line that is a possible answer of a quiz in a text. */
export const isAnswerLine = (line: string) => option.test(line) || accepted.test(line);

/** Builds a question from its words and the lines of its answers; null, with a remark, when there is nothing to answer. */
export function readQuestion(
  draft: Draft,
  id: string,
  asked: DraftLine,
  answers: readonly DraftLine[],
): QuizQuestion | null {
  const sourceOf = (line: DraftLine, markdown: string): LabSource => ({
    markdown,
    file: draft.source.file,
    lineOffset: draft.source.lineOffset + line.line - 1,
  });
  const base = { id, text: sourceOf(asked, asked.text.trim()), explanation: null };
  const accept = answers.flatMap(({ text }) => {
    const [, kind, value = ""] = accepted.exec(text) ?? [];
    return kind ? [{ kind: kind === "===" ? ("exact" as const) : ("contains" as const), value }] : [];
  });
  const options = answers.flatMap((line, at) => {
    const [all, square, round, text = ""] = option.exec(line.text) ?? [];
    if (all === undefined) return [];
    return [
      {
        id: String(at + 1),
        text: sourceOf(line, text),
        correct: (square ?? round) !== " ",
        several: square !== undefined,
      },
    ];
  });
  if (accept.length === 0 && options.length === 0) {
    draft.remark("warning", asked.line, "This question has no answers, so it is left out.");
    return null;
  }
  if (accept.length > 0) {
    if (options.length > 0)
      draft.remark(
        "warning",
        asked.line,
        "A question is answered by text or by choice, not both: text is taken.",
      );
    return { ...base, kind: "text", accept };
  }
  const right = options.filter(({ correct }) => correct).length;
  if (right === 0) draft.remark("warning", asked.line, "No answer of this question is marked as right.");
  const several = right !== 1 || options.some((one) => one.several);
  return {
    ...base,
    kind: several ? "several" : "single",
    options: options.map(({ id, text, correct }) => ({ id, text, correct })),
  };
}

/** Puts a quiz where its first question stood. */
function placeQuiz(draft: Draft, at: DraftLine, questions: QuizQuestion[], required: boolean): DraftLine[] {
  if (questions.length === 0) return [];
  const count = draft.notes.filter(({ kind }) => kind === "quiz").length;
  const quiz: Quiz = {
    id: `text-${count + 1}`,
    title: "Quiz",
    questions,
    timeLimitSeconds: null,
    required,
  };
  const blank = { text: "", line: at.line };
  return [blank, { text: draft.note({ kind: "quiz", quiz }), line: at.line }, blank];
}

/** Goes over the lines outside of fences: `read` takes those that are a quiz's and says where the rest begins. */
export function takeQuizzes(
  draft: Draft,
  roles: readonly FenceRole[],
  required: boolean,
  read: (at: number, id: string) => { question: QuizQuestion | null; next: number } | null,
): void {
  const lines: DraftLine[] = [];
  let gathered: { at: DraftLine; questions: QuizQuestion[] } | null = null;
  let held: DraftLine[] = [];
  const close = () => {
    if (gathered) lines.push(...placeQuiz(draft, gathered.at, gathered.questions, required));
    lines.push(...held);
    gathered = null;
    held = [];
  };
  for (let at = 0; at < draft.lines.length; ) {
    const line = draft.lines[at] as DraftLine;
    const found = roles[at]?.kind === "text" ? read(at, `q${(gathered?.questions.length ?? 0) + 1}`) : null;
    if (found) {
      gathered ??= { at: line, questions: [] };
      if (found.question) gathered.questions.push(found.question);
      at = found.next;
      held = [];
      continue;
    }
    at += 1;
    // Questions with nothing but blank lines between them are one quiz.
    if (gathered && line.text.trim() === "") held.push(line);
    else {
      close();
      lines.push(line);
    }
  }
  close();
  draft.lines = lines;
}
