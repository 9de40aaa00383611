"use client";
import { Loader2 } from "lucide-react";
import { Banner } from "../../ui/banner.tsx";
import type { LabContextValue } from "./lab-context.ts";
import { describeSetupFailure } from "./lab-words.ts";

/** What goes on with the lab as a whole: something runs, the set-up failed, the author changed it. */
export function LabBanners({ lab: { run, busy } }: { lab: LabContextValue }) {
  const working =
    busy ??
    (run.setup.state === "running"
      ? run.setup.message || "The lab is being set up. You can read meanwhile."
      : null);
  return (
    <>
      <div
        role="status"
        className={
          working
            ? "flex min-h-8 items-center gap-2 border-line border-b bg-raised px-4 py-1 text-[13px]"
            : "sr-only"
        }
      >
        {working && <Loader2 size={14} className="shrink-0 animate-spin text-accent" aria-hidden />}
        <span>{working}</span>
      </div>
      {run.setup.state === "failed" && (
        <Banner tone="bad" live="alert" text={describeSetupFailure(run.setup.message)} />
      )}
      {run.outdated && (
        <Banner text="The author has changed this lab since you began. You go on with the text that you began with; to have the new one, start it again from its page." />
      )}
    </>
  );
}
