import type { ReactNode } from "react";

/** What happened and what to do, with room for the buttons that do it. */
export function Notice({
  title,
  text,
  tone = "muted",
  live = "status",
  children,
}: {
  title: string;
  text?: string;
  tone?: "muted" | "bad";
  live?: "status" | "alert";
  children?: ReactNode;
}) {
  return (
    <div role={live} className="m-auto flex max-w-md flex-col items-center gap-2 p-6 text-center">
      <p className={`font-semibold text-base ${tone === "bad" ? "text-bad" : ""}`}>{title}</p>
      {text && <p className="text-muted">{text}</p>}
      {children && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
