"use client";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { type QuizAnswer, QuizAnswers, type QuizView } from "../../../../runtime/protocol/index.ts";
import { tabStore } from "../../../client/browser-store.ts";
import { parseJson } from "../../../client/parse-json.ts";
import { Button } from "../../../ui/button.tsx";
import { useLab } from "../lab-context.ts";
import { beginAnswers, unanswered } from "./quiz-answers.ts";
import { QuizQuestion } from "./quiz-question.tsx";
import { QuizTimer } from "./quiz-timer.tsx";

/** Answers that are not handed in yet, kept over a reload. */
function useDraft(key: string, quiz: QuizView) {
  const [given, setGiven] = useState<QuizAnswers>(() => {
    const kept = QuizAnswers.safeParse(parseJson(tabStore.read(key) ?? "{}"));
    return kept.success ? kept.data : {};
  });
  // The options of a timed quiz come when it is opened.
  const answers = beginAnswers(quiz, given);
  return {
    answers,
    set(id: string, answer: QuizAnswer) {
      const next = { ...answers, [id]: answer };
      setGiven(next);
      tabStore.write(key, JSON.stringify(next));
    },
    clear: () => void tabStore.write(key, null),
  };
}

const score = ({ score: right, total, late }: NonNullable<QuizView["result"]>) =>
  `${right} of ${total} right${right === total ? ". Well done." : "."}${late ? " It was handed in after its time." : ""}`;

/** A quiz: answered, handed in as a whole, marked by the server, tried again at will. */
export function QuizForm({ quiz }: { quiz: QuizView }) {
  const lab = useLab();
  const [trying, setTrying] = useState(quiz.result === null);
  const [busy, setBusy] = useState(false);
  const heading = useId();
  const result = useRef<HTMLParagraphElement>(null);
  const draft = useDraft(`quiz.${lab?.run.sessionId}.${lab?.run.current}.${quiz.id}`, quiz);
  const timed = quiz.timeLimitSeconds !== null;
  const waits = timed && trying && quiz.endsAt === null;
  const shown = trying ? null : quiz.result;
  const missing = unanswered(quiz, draft.answers);
  const { attempts } = quiz;
  const handedIn = useRef(attempts);

  useEffect(() => {
    // Handed in, here or in another tab.
    if (attempts !== handedIn.current) setTrying(false);
    handedIn.current = attempts;
  }, [attempts]);

  const during = async (work: () => Promise<boolean> | undefined) => {
    setBusy(true);
    const done = (await work()) ?? false;
    setBusy(false);
    return done;
  };
  const handIn = async () => {
    if (!(await during(() => lab?.answerQuiz(quiz.id, draft.answers)))) return;
    draft.clear();
    setTrying(false);
    requestAnimationFrame(() => result.current?.focus());
  };
  const begin = () => void during(() => lab?.openQuiz(quiz.id)).then((done) => done && setTrying(true));

  return (
    <section aria-labelledby={heading} className="my-4 rounded-lg border border-line bg-page p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h3 id={heading} className="font-semibold text-[15px]">
          {quiz.title || "Quiz"}
        </h3>
        {trying && quiz.endsAt !== null && <QuizTimer endsAt={quiz.endsAt} onEnd={() => void handIn()} />}
      </div>
      {quiz.required && <p className="text-[13px] text-muted">Needed to pass this step.</p>}
      {waits ? (
        <div className="mt-3 flex flex-col items-start gap-2">
          <p>
            {quiz.questions.length === 1 ? "One question" : `${quiz.questions.length} questions`}, and{" "}
            {Math.ceil((quiz.timeLimitSeconds ?? 0) / 60)} minutes from the moment you begin. What is answered
            when the time is over is handed in by itself.
          </p>
          <Button look="primary" disabled={busy} onClick={begin}>
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
              answer={draft.answers[question.id] ?? ""}
              disabled={busy || !trying}
              onAnswer={(answer) => draft.set(question.id, answer)}
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
              <Button key="again" disabled={busy} onClick={() => (timed ? begin() : setTrying(true))}>
                Try again
              </Button>
            )}
          </div>
        </form>
      )}
    </section>
  );
}
