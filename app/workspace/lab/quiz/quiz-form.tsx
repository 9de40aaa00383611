"use client";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { QuizView } from "../../../../runtime/protocol/index.ts";
import { Button } from "../../../ui/button.tsx";
import { useLab } from "../lab-context.ts";
import { duration } from "../lab-words.ts";
import { beginAnswers, quizStage, unanswered } from "./quiz-answers.ts";
import { QuizQuestion } from "./quiz-question.tsx";
import { QuizTimer } from "./quiz-timer.tsx";
import { useDraft } from "./use-draft.ts";

const score = ({ score: right, total, late }: NonNullable<QuizView["result"]>) =>
  `${right} of ${total} right${right === total ? ". Well done." : "."}${late ? " It was handed in after its time." : ""}`;

/** A quiz: answered, handed in as a whole, marked by the server, tried again at will. */
export function QuizForm({ quiz }: { quiz: QuizView }) {
  const lab = useLab();
  const [again, setAgain] = useState(false);
  const [busy, setBusy] = useState(false);
  const heading = useId();
  const section = useRef<HTMLElement>(null);
  const result = useRef<HTMLParagraphElement>(null);
  const { given, set, clear } = useDraft(`quiz.${lab?.run.sessionId}.${lab?.run.current}.${quiz.id}`);
  const stage = quizStage(quiz, again);
  const trying = stage === "trying";
  const answers = beginAnswers(quiz, trying ? given : {});
  const missing = unanswered(quiz, answers);
  const shown = stage === "marked" ? quiz.result : null;
  const { attempts, timeLimitSeconds } = quiz;
  const timed = timeLimitSeconds !== null;
  const handedIn = useRef(attempts);

  useEffect(() => {
    // Handed in, here or in another tab.
    if (attempts !== handedIn.current) {
      setAgain(false);
      clear();
    }
    handedIn.current = attempts;
  });

  const during = async (work: () => Promise<boolean> | undefined) => {
    setBusy(true);
    const done = (await work()) ?? false;
    setBusy(false);
    return done;
  };
  /** What is pressed or answered goes or is disabled by that: a focus that was there goes on to what follows. */
  const moving = (focus: () => void) => {
    const { activeElement } = document;
    const isHere = activeElement === document.body || (section.current?.contains(activeElement) ?? false);
    return () => isHere && requestAnimationFrame(focus);
  };
  const handIn = async () => {
    const moveFocus = moving(() => result.current?.focus());
    if (await during(() => lab?.answerQuiz(quiz.id, answers))) moveFocus();
  };
  const begin = async () => {
    const moveFocus = moving(() =>
      section.current?.querySelector<HTMLElement>("fieldset :is(input, button):enabled")?.focus(),
    );
    if (timed && !(await during(() => lab?.openQuiz(quiz.id)))) return;
    setAgain(true);
    moveFocus();
  };

  return (
    <section
      ref={section}
      aria-labelledby={heading}
      className="my-4 rounded-lg border border-line bg-page p-4"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h3 id={heading} className="font-semibold text-[15px]">
          {quiz.title || "Quiz"}
        </h3>
        {trying && quiz.endsAt !== null && (
          <QuizTimer key={quiz.endsAt} endsAt={quiz.endsAt} onEnd={() => void handIn()} />
        )}
      </div>
      {quiz.required && <p className="text-[13px] text-muted">Needed to pass this step.</p>}
      {stage === "closed" ? (
        <div className="mt-3 flex flex-col items-start gap-2">
          <p>
            {quiz.questions.length === 1 ? "One question" : `${quiz.questions.length} questions`}, and{" "}
            {duration(timeLimitSeconds ?? 0)} from the moment you begin. Stay at this step: what is answered
            when the time is over is handed in by itself.
          </p>
          <Button look="primary" disabled={busy} onClick={() => void begin()}>
            Begin the quiz
          </Button>
        </div>
      ) : (
        <form
          className="mt-3 flex flex-col gap-4"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            void handIn();
          }}
        >
          {quiz.questions.map((question, at) => (
            <QuizQuestion
              key={question.id}
              number={at + 1}
              question={question}
              answer={answers[question.id] ?? ""}
              disabled={busy || !trying}
              onAnswer={(answer) => set(question.id, answer)}
              marked={shown?.answers.find((answer) => answer.questionId === question.id)}
            />
          ))}
          <p ref={result} tabIndex={-1} role="status" className="font-medium outline-none">
            {shown ? score(shown) : ""}
          </p>
          <div className="flex flex-wrap items-center gap-3">
            {trying ? (
              <>
                {/* Keys of their own: were it one button, the click on "Try again" would hand in by becoming a submit. */}
                <Button key="hand-in" look="primary" type="submit" disabled={busy || (missing > 0 && !timed)}>
                  Check answers
                </Button>
                {missing > 0 && (
                  <span className="text-[13px] text-muted">
                    {missing === 1
                      ? "One question has no answer yet."
                      : `${missing} questions have no answer yet.`}
                  </span>
                )}
              </>
            ) : (
              <Button key="again" disabled={busy} onClick={() => void begin()}>
                Try again
              </Button>
            )}
          </div>
        </form>
      )}
    </section>
  );
}
