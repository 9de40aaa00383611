import type { ReactNode } from "react";

const DOTS = { bad: "bg-bad", warn: "bg-warn" } as const;

/** A thin line under the bar: what is the matter, and the buttons that mend it. Only the words are announced. */
export function Banner({
  tone = "warn",
  live = "status",
  text,
  children,
}: {
  tone?: keyof typeof DOTS;
  live?: "status" | "alert";
  text: string;
  children?: ReactNode;
}) {
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-raised px-3 py-1 text-[13px]">
      <span className={`state-dot ${DOTS[tone]}`} aria-hidden />
      <p role={live} className="min-w-48 flex-1">
        {text}
      </p>
      {children && <div className="flex items-center gap-1">{children}</div>}
    </div>
  );
}
