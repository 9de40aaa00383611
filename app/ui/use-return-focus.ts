import { useRef } from "react";

/**
 * Handlers for the content of a dialog that has no trigger of its own: the focus goes back to where it was. `then` runs
 * after that, so that what it opens or focuses keeps the focus.
 */
export function useReturnFocus(then?: () => void) {
  const before = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      before.current?.focus();
      then?.();
    },
  };
}
