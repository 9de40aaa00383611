import type { LabRemark } from "../../../../runtime/protocol/index.ts";
import type { LabRenderer } from "../../markdown/render-context.ts";
import type { Lab, LabSource, LabStep } from "../../model/lab.ts";
import type { Quiz } from "../../model/quiz.ts";
import { escapeHtml, htmlOfText } from "./html-of-text.ts";

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.6 Inter, system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
pre, code { font-family: "JetBrains Mono", monospace; font-size: 0.9em; }
pre { overflow: auto; padding: 0.75rem; background: light-dark(#f3f4f6, #1b1f24); border-radius: 6px; margin: 0.25rem 0 1rem; }
.acts { color: light-dark(#1d4ed8, #8ab4ff); font-size: 0.85em; }
aside, details, .remarks { border-left: 3px solid #888; padding: 0 0 0 1rem; margin: 1rem 0; }
.error { color: light-dark(#b91c1c, #f87171); } .warning { color: light-dark(#92400e, #fbbf24); }
table { border-collapse: collapse; } td, th { border: 1px solid #888; padding: 0.25rem 0.5rem; }
img { max-width: 100%; }
`;

/** Reloads when the server says that something changed, and when it is back after it was gone. */
export const RELOAD_SCRIPT = `
const events = new EventSource("/changes");
let lost = false;
events.onmessage = () => location.reload();
events.onerror = () => { lost = true; };
events.onopen = () => { if (lost) location.reload(); };
`;

/** A whole page; `body` is HTML. */
export const pageHtml = (title: string, body: string, nonce: string): string =>
  `<!doctype html><html><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style nonce="${nonce}">${STYLE}</style></head><body>${body}<script nonce="${nonce}">${RELOAD_SCRIPT}</script></body></html>`;

export function remarksHtml(remarks: LabRemark[]): string {
  if (remarks.length === 0) return "";
  const items = remarks.map(({ severity, file, line, message }) => {
    const at = `${file}${line === null ? "" : `:${line}`}`;
    return `<li class="${severity}"><code>${escapeHtml(at)}</code> ${escapeHtml(message)}</li>`;
  });
  return `<div class="remarks"><strong>Remarks</strong><ul>${items.join("")}</ul></div>`;
}

const folded = (title: string, inner: string) =>
  `<details><summary>${escapeHtml(title)}</summary>${inner}</details>`;

/** All of a lab on one page, in one language: what learners read, what they are helped with, and what an author got wrong. */
export async function labHtml(
  lab: Lab,
  language: string,
  remarks: LabRemark[],
  renderer: LabRenderer,
): Promise<string> {
  const told: LabRemark[] = [...remarks];
  const show = async (source: LabSource) => {
    const {
      text,
      quizzes,
      remarks: found,
    } = await renderer.render(source, {
      dialect: lab.dialect,
      assetUrl: (path) =>
        lab.assets[path] === undefined
          ? null
          : `/api/labs/${lab.slug}/assets/${path.split("/").map(encodeURIComponent).join("/")}`,
      variables: Object.fromEntries(lab.variables.map(({ name, value }) => [name, value])),
      previewUrl: () => null,
      address: () => null,
    });
    told.push(...found);
    return { html: htmlOfText(text), quizzes };
  };
  const showAll = async (sources: LabSource[]) =>
    (await Promise.all(sources.map(show))).map(({ html }) => html).join("<hr>");
  const quizHtml = async ({ title, questions }: Quiz) => {
    const asked = questions.map(async (question) => {
      const options = question.kind === "text" ? [] : question.options;
      const shown = options.map(async (option) => {
        const mark = "correct" in option && option.correct ? "✓ " : "";
        return `<li>${mark}${(await show(option.text)).html}</li>`;
      });
      const explained =
        question.explanation === null ? "" : folded("Explanation", (await show(question.explanation)).html);
      return `${(await show(question.text)).html}<ol>${(await Promise.all(shown)).join("")}</ol>${explained}`;
    });
    return folded(title, (await Promise.all(asked)).join(""));
  };
  const words = lab.translations[language];
  const stepHtml = async (step: LabStep, index: number) => {
    const own = words?.steps[index];
    const { html, quizzes } = await show(own?.text ?? step.text);
    const checks = step.checks.map(
      (check, at) => `<li>Looks at ${escapeHtml(own?.looksAt?.[at] ?? check.looksAt)}</li>`,
    );
    const hints = own?.hints ?? step.hints;
    return [
      `<h2>${index + 1}. ${escapeHtml(own?.title ?? step.title)}</h2>${html}`,
      checks.length > 0 ? `<ul class="acts">${checks.join("")}</ul>` : "",
      hints.length > 0 ? folded(`${hints.length} hints`, await showAll(hints)) : "",
      step.solution ? folded("Solution", (await show(step.solution.text)).html) : "",
      ...(await Promise.all([...quizzes, ...(own?.quizzes ?? step.quizzes)].map(quizHtml))),
    ].join("");
  };
  const title = words?.title ?? lab.title;
  const goals = (words?.goals ?? lab.goals).map((goal) => `<li>${escapeHtml(goal)}</li>`).join("");
  const languages = [lab.language, ...Object.keys(lab.translations)].map(
    (one) => `<a href="?language=${escapeHtml(one)}">${escapeHtml(one)}</a>`,
  );
  const intro = (await show(words?.intro ?? lab.intro)).html;
  const steps = (await Promise.all(lab.steps.map(stepHtml))).join("");
  const finish = (await show(words?.finish ?? lab.finish)).html;
  return [
    `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(words?.summary ?? lab.summary)}</p>`,
    languages.length > 1 ? `<p>${languages.join(" ")}</p>` : "",
    remarksHtml(told),
    `<ul>${goals}</ul>${intro}${steps}`,
    finish === "" ? "" : `<h2>Finish</h2>${finish}`,
  ].join("");
}
