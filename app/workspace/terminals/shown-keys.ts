/** The keys that a phone's keyboard lacks. */
export const SHOWN_KEYS = ["Esc", "Tab", "Left", "Down", "Up", "Right"] as const;
export type ShownKey = (typeof SHOWN_KEYS)[number];

const ARROWS: Partial<Record<ShownKey, string>> = { Up: "A", Down: "B", Right: "C", Left: "D" };

/** What a shown key types; full-screen programs ask for the other kind of arrows. */
export function bytesOfKey(key: ShownKey, applicationArrows: boolean): string {
  if (key === "Esc") return "\x1b";
  if (key === "Tab") return "\t";
  return `\x1b${applicationArrows ? "O" : "["}${ARROWS[key]}`;
}

/** What Ctrl makes of a typed character, or null when it makes nothing of it. */
export function withCtrl(typed: string): string | null {
  return /^[a-z@[\\\]^_ ]$/i.test(typed) ? String.fromCharCode(typed.charCodeAt(0) & 31) : null;
}
