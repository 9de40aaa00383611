import { useEffect, useRef } from "react";

/** Calls `then` each time that what a lab waited for is over: files may be others now, and nobody reported them. */
export function useAfterBusy(busy: string | null | undefined, then: () => void): void {
  const was = useRef(false);
  const now = useRef(then);
  now.current = then;
  useEffect(() => {
    if (was.current && typeof busy !== "string") now.current();
    was.current = typeof busy === "string";
  }, [busy]);
}
