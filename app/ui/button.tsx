import type { ButtonHTMLAttributes } from "react";

const LOOKS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong font-medium",
  plain: "bg-surface text-text border border-line hover:bg-raised",
  quiet: "text-muted hover:bg-raised hover:text-text",
  danger: "bg-surface text-bad border border-line hover:bg-raised",
} as const;

/** A button; give icon-only buttons an aria-label. At least 28 px high. */
export function Button({
  look = "plain",
  className = "",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { look?: keyof typeof LOOKS }) {
  return (
    <button
      type="button"
      {...rest}
      title={rest.title ?? rest["aria-label"]}
      className={`inline-flex min-h-7 min-w-7 shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md px-2 text-[13px] transition-colors duration-100 disabled:opacity-50 ${LOOKS[look]} ${className}`}
    />
  );
}
