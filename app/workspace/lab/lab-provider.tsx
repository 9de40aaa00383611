"use client";
import { type Dispatch, type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import type { LabRunView, QuizView } from "../../../runtime/protocol/index.ts";
import { failureOf } from "../../client/api-failure.ts";
import { browserStore } from "../../client/browser-store.ts";
import { labApi } from "../../client/lab-api.ts";
import type { LabAction, LabPageState } from "../../client/lab-state.ts";
import { useWorkspace } from "../workspace-context.ts";
import { LabContext, type LabContextValue } from "./lab-context.ts";
import { QuizForm } from "./quiz/quiz-form.tsx";
import { LabTextContext, type LabTextSurroundings } from "./text/text-actions.ts";
import { useAfterBusy } from "./use-after-busy.ts";
import { useForeground } from "./use-foreground.ts";
import { useLabKeys } from "./use-lab-keys.ts";
import { useLabRun } from "./use-lab-run.ts";
import { useTextActions } from "./use-text-actions.ts";

/** The calls of a run, each with what is said while it is waited for. */
function useLabCalls(dispatch: Dispatch<LabAction>) {
  const { session, attempt } = useWorkspace();
  const [doing, setDoing] = useState<string | null>(null);
  const [checking, setChecking] = useState(false);
  const { id } = session;
  const during = useCallback(
    async (words: string, work: () => Promise<LabAction>) => {
      setDoing(words);
      const done = await attempt(async () => dispatch(await work()));
      setDoing(null);
      return done;
    },
    [attempt, dispatch],
  );
  const change = useCallback(
    (words: string, work: () => Promise<LabRunView>) =>
      during(words, async () => ({ type: "lab.run", run: await work(), atMs: Date.now() })),
    [during],
  );
  const check = async () => {
    setChecking(true);
    await attempt(async () => dispatch({ type: "lab.run", run: await labApi.check(id), atMs: Date.now() }));
    setChecking(false);
  };
  return { id, doing, checking, check, during, change };
}

/** Gives everything below it the session's lab, where it has one. */
export function LabProvider({
  lab,
  dispatch,
  children,
}: {
  lab: LabPageState;
  dispatch: Dispatch<LabAction>;
  children: ReactNode;
}) {
  const { session, layout, dispatch: arrange, confirm, documents, attempt } = useWorkspace();
  const { run, step } = lab;
  const { id, doing, checking, check, during, change } = useLabCalls(dispatch);
  const setVariables = useCallback(
    (values: Record<string, string>) => change("Setting it…", () => labApi.setVariables(id, values)),
    [change, id],
  );
  const actions = useTextActions(setVariables);
  const busy = run?.busy ?? doing;
  const shownStep = step && run && step.index === run.current ? step : null;
  const takeForeground = useForeground(run, actions);
  const { stepFailure, reloadStep } = useLabRun(
    session.id,
    session.state === "ready",
    lab,
    dispatch,
    takeForeground,
  );

  useEffect(() => {
    if (!run || layout.labMet) return;
    const files = (run.opening?.files ?? []).map((path) => ({ node: "node1" as const, path }));
    arrange({ type: "lab.met", files });
  }, [run, layout.labMet, arrange]);

  useAfterBusy(run?.busy, documents.lookAgain);

  const takeQuiz = useCallback(
    (index: number, work: () => Promise<QuizView | null>) =>
      attempt(async () => {
        const quiz = await work();
        if (quiz) dispatch({ type: "lab.quiz", index, quiz });
        else reloadStep();
      }),
    [attempt, dispatch, reloadStep],
  );

  const value: LabContextValue | null = run && {
    run,
    toldAtMs: lab.toldAtMs,
    step: shownStep,
    solution: lab.solution,
    stepFailure,
    busy,
    reloadStep,
    enter: (index) => void change("Opening the step…", () => labApi.enter(id, index)),
    checking,
    check: () => void check(),
    hint: () =>
      void during("Fetching the hint…", async () => ({ type: "lab.step", step: await labApi.hint(id) })),
    showSolution: () => {
      if (lab.solution) return;
      const index = run.current;
      confirm({
        title: "Show the solution of this step?",
        text: "Trying first is how it is learned. You may also take a hint, or skip the step and come back.",
        action: "Show solution",
        run: () =>
          void during("Fetching the solution…", async () => ({
            type: "lab.solution",
            index,
            text: await labApi.solution(id),
          })),
      });
    },
    restore: (index) => {
      const here = index === run.current;
      const when = here ? "you first reached this step" : `you first reached step ${index + 1}`;
      confirm({
        title: here ? "Reset this step?" : `Go back to step ${index + 1}?`,
        text: `Files, images and containers become as they were when ${when}. What you did since is lost, and what runs in the terminals ends.`,
        action: here ? "Reset step" : `Back to step ${index + 1}`,
        run: () => void change("Going back…", () => labApi.restore(id, index)),
      });
    },
    setLanguage: (language) => {
      browserStore.write("lab.language", language);
      void change("Changing the language…", () => labApi.setLanguage(id, language));
    },
    openQuiz: (quiz) => takeQuiz(run.current, () => labApi.openQuiz(id, quiz)),
    answerQuiz: (quiz, answers) =>
      takeQuiz(run.current, () =>
        labApi.answerQuiz(id, quiz, answers).catch((error: unknown) => {
          if (failureOf(error).code === "lab.quiz-closed") return null;
          throw error;
        }),
      ),
  };

  useLabKeys(value);
  const variables = run?.variables;
  const surroundings = useMemo<LabTextSurroundings>(
    () => ({
      actions,
      print: false,
      still: false,
      variables: variables ?? {},
      quiz: (quizId) => {
        const quiz = shownStep?.quizzes.find((candidate) => candidate.id === quizId);
        return quiz ? <QuizForm key={quiz.id} quiz={quiz} /> : null;
      },
    }),
    [actions, variables, shownStep],
  );
  return (
    <LabContext value={value}>
      <LabTextContext value={surroundings}>{children}</LabTextContext>
    </LabContext>
  );
}
