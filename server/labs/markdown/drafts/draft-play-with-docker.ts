import { parseAttributeList } from "./attribute-list.ts";
import type { Draft, DraftLine } from "./draft.ts";
import { fenceRoles } from "./fences.ts";
import { takeLiquid } from "./liquid.ts";
import { isAnswerLine, readQuestion, takeQuizzes } from "./quiz-lines.ts";

const blockList = /^\s*\{:([^{}]*)\}\s*$/;
const isQuiz = (line: string | undefined) => {
  const [, words] = blockList.exec(line ?? "") ?? [];
  return words !== undefined && parseAttributeList(words).classes.includes("quiz");
};

/** Takes Jekyll's and kramdown's own syntax out of a Play with Docker text before it is parsed. */
export function draftPlayWithDocker(draft: Draft): void {
  takeLiquid(draft);
  takePlayQuizzes(draft);
  takeBlockLists(draft);
}

function takePlayQuizzes(draft: Draft): void {
  const roles = fenceRoles(draft.lines.map(({ text }) => text));
  const before = draft.lines;
  takeQuizzes(draft, roles, false, (at, id) => {
    if (!isQuiz(before[at]?.text)) return null;
    let next = at + 1;
    const text = (index: number) => before[index]?.text ?? "";
    const words: string[] = [];
    while (next < before.length && text(next).trim() !== "" && !isAnswerLine(text(next))) {
      words.push(text(next));
      next += 1;
    }
    const firstAnswer = before.findIndex((line, index) => index >= next && line.text.trim() !== "");
    if (firstAnswer >= 0 && isAnswerLine(text(firstAnswer))) next = firstAnswer;
    const answers: DraftLine[] = [];
    while (next < before.length && text(next).trim() !== "" && !blockList.test(text(next))) {
      const line = before[next] as DraftLine;
      const last = answers.at(-1);
      // A long answer goes on in the lines below it.
      if (isAnswerLine(line.text) || !last) answers.push({ ...line });
      else last.text += ` ${line.text.trim()}`;
      next += 1;
    }
    const asked = { text: words.join("\n"), line: before[at + 1]?.line ?? 1 };
    return { question: readQuestion(draft, id, asked, answers), next };
  });
}

/** Lines that only give attributes are taken out; `{:toc}` takes the list item that it stands for along. */
function takeBlockLists(draft: Draft): void {
  const roles = fenceRoles(draft.lines.map(({ text }) => text));
  draft.lines = draft.lines.flatMap((line, at): DraftLine[] => {
    if (roles[at]?.kind !== "text") return [line];
    const below = draft.lines[at + 1]?.text ?? "";
    if (/^\s*\{:\s*toc\b/.test(below) && /^\s*(?:[-*+]|\d+\.)\s/.test(line.text)) return [];
    return blockList.test(line.text) ? [{ text: "", line: line.line }] : [line];
  });
}
