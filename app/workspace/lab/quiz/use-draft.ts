import { useEffect, useState } from "react";
import { type QuizAnswer, QuizAnswers } from "../../../../runtime/protocol/index.ts";
import { browserStore } from "../../../client/browser-store.ts";
import { parseJson } from "../../../client/parse-json.ts";

function read(key: string): QuizAnswers {
  const kept = QuizAnswers.safeParse(parseJson(browserStore.read(key) ?? "{}"));
  return kept.success ? kept.data : {};
}

/**
 * Answers that are not handed in yet, kept over a reload and the same in all tabs: when the time of a quiz is over, each tab
 * that shows it hands in, and whichever is first hands in what was answered in any.
 */
export function useDraft(key: string) {
  const [given, setGiven] = useState<QuizAnswers>(() => read(key));
  useEffect(() => {
    // Told of what other tabs write.
    const onStorage = () => setGiven(read(key));
    window.addEventListener("storage", onStorage);
    return () => window.removeEventListener("storage", onStorage);
  }, [key]);
  return {
    given,
    set(id: string, answer: QuizAnswer) {
      const next = { ...given, [id]: answer };
      setGiven(next);
      browserStore.write(key, JSON.stringify(next));
    },
    clear() {
      setGiven({});
      browserStore.write(key, null);
    },
  };
}
