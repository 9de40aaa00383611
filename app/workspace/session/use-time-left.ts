import { useEffect, useState } from "react";

/** Milliseconds to a moment, to the second. */
export function useTimeLeft(endsAt: string): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return Date.parse(endsAt) - nowMs;
}
