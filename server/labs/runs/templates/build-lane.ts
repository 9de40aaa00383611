/** Works that go on at once are at most as many as there are places; the others wait in their order. */
export interface BuildLane {
  isFull(): boolean;
  /** Rejects with the signal's reason when that fires before there is a place. */
  run<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
}

export function createBuildLane(places: number): BuildLane {
  let taken = 0;
  const waiting: (() => void)[] = [];

  const place = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (taken < places) {
        taken++;
        return resolve();
      }
      const come = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(come), 1);
        reject(signal.reason);
      };
      waiting.push(come);
      signal.addEventListener("abort", leave, { once: true });
    });

  return {
    isFull: () => taken >= places,
    async run(work, signal) {
      signal.throwIfAborted();
      await place(signal);
      try {
        return await work();
      } finally {
        // The place is handed on, so that nobody comes between.
        const next = waiting.shift();
        if (next) next();
        else taken--;
      }
    },
  };
}
