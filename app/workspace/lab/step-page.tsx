"use client";
import type { LabNode } from "../../../runtime/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { CheckList } from "./check-list.tsx";
import { FinishPage } from "./finish-page.tsx";
import { HelpSection } from "./help-section.tsx";
import type { LabContextValue } from "./lab-context.ts";
import { QuizForm } from "./quiz/quiz-form.tsx";
import { LabText } from "./text/lab-text.tsx";

/** The quizzes that stand in a text, by their ids. */
function placedQuizzes(nodes: readonly LabNode[]): Set<string> {
  const placed = new Set<string>();
  const waiting = [...nodes];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node === "string") continue;
    if (node.tag === "quiz" && typeof node.attributes?.id === "string") placed.add(node.attributes.id);
    waiting.push(...(node.children ?? []));
  }
  return placed;
}

/** What one reads and answers in the step that is current. */
export function StepPage({ lab }: { lab: LabContextValue }) {
  const { run, step, stepFailure, reloadStep } = lab;
  if (!step)
    return stepFailure ? (
      <Notice title={stepFailure.message} text={stepFailure.nextStep} tone="bad" live="alert">
        <Button onClick={reloadStep}>Try again</Button>
      </Notice>
    ) : (
      <p role="status" className="text-muted">
        Opening the step…
      </p>
    );
  const placed = placedQuizzes(step.text);
  const atEnd = step.index >= run.steps.length;
  return (
    <>
      <h3
        data-step-title
        tabIndex={-1}
        className="mb-3 text-balance font-semibold text-xl leading-7 outline-none"
      >
        {atEnd ? "The end" : step.title || `Step ${step.index + 1}`}
      </h3>
      <LabText text={step.text} lang={run.language} />
      {atEnd ? (
        <FinishPage lab={lab} />
      ) : (
        <>
          <CheckList lab={lab} />
          {step.quizzes
            .filter(({ id }) => !placed.has(id))
            .map((quiz) => (
              <QuizForm key={`${step.index} ${quiz.id}`} quiz={quiz} />
            ))}
          <HelpSection lab={lab} />
        </>
      )}
    </>
  );
}
