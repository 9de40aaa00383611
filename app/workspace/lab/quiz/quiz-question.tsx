"use client";
import { ArrowDown, ArrowUp, CircleCheck, CircleX } from "lucide-react";
import { useId, useRef } from "react";
import type { QuizAnswer, QuizQuestionView, QuizResult } from "../../../../runtime/protocol/index.ts";
import { IconButton } from "../../../ui/icon-button.tsx";
import { plainText } from "../text/draw-node.tsx";
import { LabText } from "../text/lab-text.tsx";
import { LabTextContext, READ_ONLY } from "../text/text-actions.ts";
import { moveLine } from "./quiz-answers.ts";

interface QuestionProps {
  question: QuizQuestionView;
  answer: QuizAnswer;
  disabled: boolean;
  onAnswer: (answer: QuizAnswer) => void;
}

function Choices({ question, answer, disabled, onAnswer, name }: QuestionProps & { name: string }) {
  const chosen = Array.isArray(answer) ? answer : [];
  const single = question.kind === "single";
  return question.options.map(({ id, text }) => (
    <label key={id} className="lab-choice">
      <input
        type={single ? "radio" : "checkbox"}
        name={name}
        checked={chosen.includes(id)}
        disabled={disabled}
        onChange={(event) => {
          if (single) onAnswer([id]);
          else onAnswer(event.target.checked ? [...chosen, id] : chosen.filter((other) => other !== id));
        }}
      />
      <LabText text={text} small />
    </label>
  ));
}

function Order({ question, answer, disabled, onAnswer }: QuestionProps) {
  const order = Array.isArray(answer) ? answer : [];
  const list = useRef<HTMLOListElement>(null);
  const move = (id: string, by: 1 | -1) => {
    onAnswer(moveLine(order, id, by));
    // The button goes along with its line, and the focus with the button.
    requestAnimationFrame(() => {
      const line = list.current?.querySelector(`[data-line="${CSS.escape(id)}"]`);
      const wanted = line?.querySelectorAll<HTMLButtonElement>("button")[by === -1 ? 0 : 1];
      (wanted?.disabled ? line?.querySelector<HTMLButtonElement>("button:enabled") : wanted)?.focus();
    });
  };
  return (
    <ol ref={list} className="flex flex-col gap-1">
      {order.map((id, at) => {
        const option = question.options.find((candidate) => candidate.id === id);
        if (!option) return null;
        const words = option.text.map(plainText).join("").slice(0, 80);
        return (
          <li
            key={id}
            data-line={id}
            className="flex items-center gap-1 rounded-md border border-line bg-surface py-0.5 pr-1 pl-2"
          >
            <span className="text-muted tabular-nums">{at + 1}.</span>
            <div className="min-w-0 flex-1">
              <LabText text={option.text} small />
            </div>
            <IconButton
              name={`Move up: ${words}`}
              Icon={ArrowUp}
              disabled={disabled || at === 0}
              onClick={() => move(id, -1)}
            />
            <IconButton
              name={`Move down: ${words}`}
              Icon={ArrowDown}
              disabled={disabled || at === order.length - 1}
              onClick={() => move(id, 1)}
            />
          </li>
        );
      })}
    </ol>
  );
}

const ASKS = {
  single: "",
  several: "Choose all that are right.",
  ordered: "Put them in their order.",
  text: "",
} as const;

/** Words of a question: what stands in a label is for choosing, not for pressing. */
const STILL = { ...READ_ONLY, still: true };

/** One question, and once it was marked whether it was right and why. */
export function QuizQuestion(
  props: QuestionProps & { number: number; marked: QuizResult["answers"][number] | undefined },
) {
  const { question, answer, disabled, onAnswer, number, marked } = props;
  const name = useId();
  return (
    <LabTextContext value={STILL}>
      <fieldset className="min-w-0">
        <legend className="mb-1 flex w-full gap-2 font-medium">
          <span className="tabular-nums">{number}.</span>
          <div className="min-w-0 flex-1">
            <LabText text={question.text} small />
            {ASKS[question.kind] && (
              <span className="font-normal text-[13px] text-muted">{ASKS[question.kind]}</span>
            )}
          </div>
        </legend>
        <div className="pl-6">
          {question.kind === "text" ? (
            <input
              aria-label="Your answer"
              value={typeof answer === "string" ? answer : ""}
              disabled={disabled}
              maxLength={2_000}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onAnswer(event.target.value)}
              className="h-8 w-full rounded-md border border-line bg-surface px-2 font-mono text-[13px] disabled:opacity-100"
            />
          ) : question.kind === "ordered" ? (
            <Order {...props} />
          ) : (
            <Choices {...props} name={name} />
          )}
          {marked && (
            <div className="mt-1 flex gap-2 text-[13px]">
              {marked.correct ? (
                <CircleCheck size={16} className="mt-0.5 shrink-0 text-good" aria-hidden />
              ) : (
                <CircleX size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden />
              )}
              <div className="min-w-0">
                <p className={marked.correct ? "text-good" : "text-bad"}>
                  {marked.correct ? "Right." : "Not right."}
                </p>
                {marked.explanation.length > 0 && <LabText text={marked.explanation} small />}
              </div>
            </div>
          )}
        </div>
      </fieldset>
    </LabTextContext>
  );
}
