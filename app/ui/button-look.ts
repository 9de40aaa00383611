const LOOKS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong font-medium",
  plain: "bg-surface text-text border border-line hover:bg-raised",
  quiet: "text-muted hover:bg-raised hover:text-text",
  danger: "bg-surface text-bad border border-line hover:bg-raised",
  destroy: "bg-bad text-on-accent hover:opacity-90 font-medium",
} as const;
export type ButtonLook = keyof typeof LOOKS;

/** The look of a button, for a link that leads somewhere as well. At least 28 px high. */
export const buttonLook = (look: ButtonLook) =>
  `inline-flex min-h-7 min-w-7 shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md px-2 text-[13px] transition-colors duration-100 disabled:opacity-50 ${LOOKS[look]}`;
