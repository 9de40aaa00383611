import type { ReactNode } from "react";

/** What happened and what to do, with room for the buttons that do it. `page`: it is all that the page shows. */
export function Notice({
  title,
  text,
  tone = "muted",
  live = "status",
  page = false,
  children,
}: {
  title: string;
  text?: string;
  tone?: "muted" | "bad";
  live?: "status" | "alert";
  page?: boolean;
  children?: ReactNode;
}) {
  const Title = page ? "h1" : "p";
  return (
    <div className="m-auto flex max-w-md flex-col items-center gap-3 p-6 text-center">
      <div role={live} className="flex flex-col gap-2">
        <Title
          className={`text-balance font-semibold ${page ? "text-xl leading-7" : "text-base"} ${tone === "bad" ? "text-bad" : ""}`}
        >
          {title}
        </Title>
        {text && <p className="text-muted">{text}</p>}
      </div>
      {children && <div className="mt-2 flex flex-wrap items-center justify-center gap-2">{children}</div>}
    </div>
  );
}
