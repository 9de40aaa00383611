import type { LabLevel } from "../../../../runtime/protocol/index.ts";

/** The level that an author's word means; null when it means none. */
export function parseLevel(difficulty: string): LabLevel | null {
  const word = difficulty.trim().toLowerCase();
  if (/^(?:beginners?|easy|basic|novice|introduct.*|low|1)\b/.test(word)) return "beginner";
  if (/^(?:intermediate|medium|moderate|normal|2)\b/.test(word)) return "intermediate";
  return /^(?:advanced|hard|difficult|expert|high|3)\b/.test(word) ? "advanced" : null;
}

/** Minutes of "15 minutes", "10-15 min", "1 hour", "1h 30m", "01:30:00" or "20"; of a range its end. null when it says no time. */
export function parseMinutes(time: string): number | null {
  const clock = /^\s*(\d{1,2}):(\d\d)(?::\d\d)?\s*$/.exec(time);
  if (clock) return inRange(Number(clock[1]) * 60 + Number(clock[2]));
  const range = time.toLowerCase().replace(/(\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(?=\d)/g, "");
  const hours = /(\d+(?:\.\d+)?)\s*h/.exec(range);
  const minutes = /(\d+(?:\.\d+)?)\s*m/.exec(range);
  if (hours || minutes) return inRange(Number(hours?.[1] ?? 0) * 60 + Number(minutes?.[1] ?? 0));
  const plain = /^\s*(\d+)\s*$/.exec(range);
  return plain ? inRange(Number(plain[1])) : null;
}

function inRange(minutes: number): number | null {
  const whole = Math.round(minutes);
  return whole >= 1 && whole <= 600 ? whole : null;
}
