import type { PoolStatus } from "../../runtime/protocol/index.ts";

/** One quiet line: what the pool still prepares, or that all is ready. */
export function PoolProgress({ pool }: { pool: PoolStatus | null }) {
  if (!pool) return null;
  const { done, total, current } = pool.shelf;
  const filling = total > 0 && done < total;
  return (
    <div role="status" className="min-w-52 flex-1 text-[13px] text-muted">
      <p>
        {pool.ready
          ? filling
            ? "Ready. The image shelf is still filling."
            : "Ready when you are."
          : pool.message}
      </p>
      {filling && (
        <div className="mt-1 flex items-center gap-2">
          <progress
            aria-label="Image shelf"
            value={done}
            max={total}
            className="h-1.5 w-32 overflow-hidden rounded bg-raised accent-[var(--accent)]"
          />
          <span>
            {done} of {total} images{current && `, now ${current}`}
          </span>
        </div>
      )}
    </div>
  );
}
