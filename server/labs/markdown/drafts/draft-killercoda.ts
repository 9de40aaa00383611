import type { RenderContext } from "../render-context.ts";
import type { Draft, DraftLine } from "./draft.ts";
import { fenceRoles } from "./fences.ts";
import { takeHostPlaceholders, takePortPlaceholders } from "./port-placeholders.ts";
import { isAnswerLine, readQuestion, takeQuizzes } from "./quiz-lines.ts";

const question = /^\s*>>(.+?)<<\s*$/;

/** Takes Killercoda's and Katacoda's own syntax out of a text before it is parsed. */
export function draftKillercoda(draft: Draft, context: RenderContext): void {
  takePortPlaceholders(draft, "killercoda");
  takeHostPlaceholders(draft, context.address);
  takeKillercodaQuizzes(draft);
  takeFenceAnnotations(draft);
}

function takeKillercodaQuizzes(draft: Draft): void {
  const roles = fenceRoles(draft.lines.map(({ text }) => text));
  const before = draft.lines;
  takeQuizzes(draft, roles, true, (at, id) => {
    const asked = before[at] as DraftLine;
    const [, words] = question.exec(asked.text) ?? [];
    if (words === undefined) return null;
    let next = at + 1;
    while (next < before.length && isAnswerLine(before[next]?.text ?? "")) next += 1;
    const answers = before.slice(at + 1, next);
    return { question: readQuestion(draft, id, { text: words, line: asked.line }, answers), next };
  });
}

/** An annotation after a closing fence moves to the opening one, as a note in its info words. */
function takeFenceAnnotations(draft: Draft): void {
  const roles = fenceRoles(draft.lines.map(({ text }) => text));
  const lines: DraftLine[] = [];
  const openers = new Map<number, DraftLine>();
  for (const [at, line] of draft.lines.entries()) {
    const role = roles[at];
    if (role?.kind === "open") {
      // HTML goes on until a blank line: without one, a block inside <details> would be shown as it is written.
      const above = lines.at(-1);
      if (above && /^\s*<.*>\s*$/.test(above.text)) lines.push({ text: "", line: line.line });
      const inInfo = /\{\{([^{}]*)\}\}/.exec(role.info);
      const info = inInfo
        ? `${role.info.replace(inInfo[0], "")} ${draft.note({ kind: "annotation", words: inInfo[1] ?? "" })}`
        : role.info;
      const opener = { text: `${role.indent}${role.fence}${info}`, line: line.line };
      openers.set(at, opener);
      lines.push(opener);
      continue;
    }
    if (role?.kind === "close" && role.annotation !== null) {
      const opener = openers.get(role.opener);
      const opened = roles[role.opener];
      if (opener && opened?.kind === "open") {
        opener.text += ` ${draft.note({ kind: "annotation", words: role.annotation })}`;
        const indent = opened.indent.replaceAll(/[^\s>]/g, " ");
        lines.push({ text: `${indent}${opened.fence}`, line: line.line });
        continue;
      }
    }
    lines.push(line);
  }
  draft.lines = lines;
}
