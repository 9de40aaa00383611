import type { PoolStatus } from "../../runtime/protocol/index.ts";
import { describePool } from "./describe-pool.ts";
import type { LandingState } from "./use-landing.ts";

const DOTS = { good: "bg-good", warn: "bg-warn", muted: "bg-muted" } as const;

function Shelf({ shelf: { done, total, current } }: { shelf: PoolStatus["shelf"] }) {
  if (total === 0 || done >= total) return null;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 pl-4">
      <progress
        aria-label="Image shelf"
        value={done}
        max={total}
        className="h-1.5 w-32 overflow-hidden rounded bg-raised accent-[var(--accent)]"
      />
      <span>
        The image shelf is still filling: {done} of {total}
        {current && `, now ${current}`}
      </span>
    </div>
  );
}

/** One quiet line: whether Start leads to a session at once, and what the pool still prepares. */
export function PoolProgress({ pool }: { pool: LandingState["pool"] }) {
  const { tone, words } = describePool(pool);
  return (
    <div className="min-h-10 text-[13px] text-muted">
      <p role="status" className="flex items-baseline gap-2">
        <span className={`state-dot ${DOTS[tone]}`} aria-hidden />
        <span>{words}</span>
      </p>
      {pool && pool !== "away" && <Shelf shelf={pool.shelf} />}
    </div>
  );
}
