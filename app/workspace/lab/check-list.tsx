"use client";
import { Circle, CircleCheck, CircleX, Loader2, TriangleAlert } from "lucide-react";
import type { CheckResult } from "../../../runtime/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import type { LabContextValue } from "./lab-context.ts";
import { describeChecks } from "./lab-words.ts";
import { LabText } from "./text/lab-text.tsx";

const LOOKS = {
  unknown: { Icon: Circle, colour: "text-muted", says: "not checked yet" },
  running: { Icon: Loader2, colour: "animate-spin text-accent", says: "being checked" },
  passed: { Icon: CircleCheck, colour: "text-good", says: "passed" },
  failed: { Icon: CircleX, colour: "text-bad", says: "not yet" },
  broken: { Icon: TriangleAlert, colour: "text-warn", says: "the check itself did not work" },
} as const;

function Check({ check }: { check: CheckResult }) {
  const { Icon, colour, says } = LOOKS[check.state];
  const wrong = check.state === "failed" || check.state === "broken";
  return (
    <li className="flex gap-2 py-1.5" data-check={check.state}>
      <Icon size={17} className={`mt-px shrink-0 ${colour}`} aria-hidden />
      <div className="min-w-0 flex-1">
        <p>
          Looks at {check.looksAt}
          <span className={wrong ? "text-muted" : "sr-only"}>: {says}</span>
        </p>
        {wrong && check.found && (
          <>
            <p className="mt-1 text-[13px] text-muted">What was found:</p>
            <pre className="mt-0.5 max-h-40 overflow-auto whitespace-pre-wrap break-words rounded bg-raised px-2 py-1 font-mono text-[12px] leading-[18px]">
              {check.found}
            </pre>
          </>
        )}
        {wrong && check.hint.length > 0 && (
          <div className="mt-1 border-accent border-l-2 pl-2">
            <LabText text={check.hint} small />
          </div>
        )}
      </div>
    </li>
  );
}

/** What the step looks at, how it stands, and the button that looks again. */
export function CheckList({ lab }: { lab: LabContextValue }) {
  const { checks } = lab.run;
  if (checks.length === 0) return null;
  const running = lab.checking || checks.some(({ state }) => state === "running");
  const words = describeChecks(checks);
  return (
    <section aria-label="Checks" className="mt-6 rounded-lg border border-line bg-page px-4 pt-2 pb-3">
      <div className="flex min-h-9 items-center justify-between gap-3">
        <h3 className="font-semibold">Checks</h3>
        <Button look="primary" disabled={running || lab.busy !== null} onClick={lab.check}>
          Check step
        </Button>
      </div>
      <ul className="mt-1">
        {checks.map((check) => (
          <Check key={check.id} check={check} />
        ))}
      </ul>
      <p role="status" className="mt-1 text-[13px] text-muted">
        {words || "They also look by themselves when the engine or the files change."}
      </p>
    </section>
  );
}
