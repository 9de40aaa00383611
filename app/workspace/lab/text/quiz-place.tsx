"use client";
import { useLabText } from "./text-actions.ts";

/** Where a quiz stands in the text. */
export function QuizPlace({ id }: { id: string }) {
  const { quiz } = useLabText();
  return quiz(id);
}
