"use client";
import { type ReactNode, useState } from "react";
import { Button } from "../../../ui/button.tsx";

/**
 * The first few of a list, and the button under it that shows all. A list of one more is shown whole: its last line takes no more
 * room than the button.
 */
export function useFew<Item>(
  items: readonly Item[],
  few: number,
  buttonClassName = "mt-2",
): { shown: readonly Item[]; showAll: ReactNode } {
  const [all, setAll] = useState(false);
  if (all || items.length <= few + 1) return { shown: items, showAll: null };
  const showAll = (
    <Button look="quiet" className={buttonClassName} onClick={() => setAll(true)}>
      Show all {items.length}
    </Button>
  );
  return { shown: items.slice(0, few), showAll };
}
