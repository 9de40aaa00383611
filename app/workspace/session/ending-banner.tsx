"use client";
import { X } from "lucide-react";
import { useState } from "react";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { useWorkspace } from "../workspace-context.ts";
import { decideTimeWarning } from "./time-warning.ts";
import { useSessionActions } from "./use-session-actions.ts";
import { useTimeLeft } from "./use-time-left.ts";

/** Near the end: says so twice, and offers more time where there is any. */
export function EndingBanner() {
  const { session } = useWorkspace();
  const { extend } = useSessionActions();
  const leftMs = useTimeLeft(session.endsAt);
  const warning = decideTimeWarning(leftMs);
  const key = `${warning} ${session.endsAt}`;
  const [hidden, setHidden] = useState("");
  if (warning === "none" || hidden === key) return null;
  const when =
    leftMs <= 0
      ? "The time of this session is over; it ends now."
      : warning === "minutes"
        ? "This session ends in less than five minutes."
        : "This session ends in less than a minute.";
  const what = session.canExtend
    ? "Extend it, or download what you want to keep."
    : "It cannot be extended further: download what you want to keep.";
  return (
    <Banner text={leftMs <= 0 ? when : `${when} ${what}`}>
      {session.canExtend && leftMs > 0 && (
        <Button look="primary" onClick={extend}>
          Extend now
        </Button>
      )}
      <Button look="quiet" aria-label="Hide this warning" onClick={() => setHidden(key)}>
        <X size={15} aria-hidden />
      </Button>
    </Banner>
  );
}
