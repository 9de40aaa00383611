"use client";
import { useEffect, useState } from "react";

/** Seconds since it was first shown, counted in view but not announced. */
export function Elapsed() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const sinceMs = Date.now();
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - sinceMs) / 1000)), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span role="timer" aria-label="Elapsed" className="text-[13px] text-muted tabular-nums">
      {seconds} s
    </span>
  );
}
