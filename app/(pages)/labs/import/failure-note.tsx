import type { FailureView } from "../../../../runtime/protocol/index.ts";

/** What was refused, why and what to do. */
export function FailureNote({ failure }: { failure: FailureView }) {
  return (
    <div role="alert" className="rounded-lg border border-bad bg-surface p-4">
      <p className="break-words font-medium text-bad">{failure.message}</p>
      {failure.nextStep && <p className="mt-1 text-muted">{failure.nextStep}</p>}
    </div>
  );
}
