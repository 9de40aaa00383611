"use client";
import { useEffect, useRef } from "react";
import { useTimeLeft } from "../../session/use-time-left.ts";
import { clock } from "../lab-words.ts";

/** Counts a timed quiz down, and says once when it is over. */
export function QuizTimer({ endsAt, onEnd }: { endsAt: string; onEnd: () => void }) {
  const leftMs = useTimeLeft(endsAt);
  const ended = useRef(false);
  const tell = useRef(onEnd);
  tell.current = onEnd;
  const over = leftMs <= 0;
  useEffect(() => {
    if (!over || ended.current) return;
    ended.current = true;
    tell.current();
  }, [over]);
  return (
    <span
      role="timer"
      aria-label="Time left for the quiz"
      className={`tabular-nums ${leftMs < 60_000 ? "font-semibold text-warn" : "text-muted"}`}
    >
      {clock(leftMs / 1000)}
    </span>
  );
}
