import { AppError } from "../../../runtime/common/app-error.ts";
import { textBounds } from "../markdown/text-bounds.ts";
import { createWorkerProcess } from "../processes/worker-process.ts";
import { createFairQueue } from "./fair-queue.ts";
import type { PageText, RenderJob, RenderMessage } from "./render-job.ts";

export interface RenderLimits {
  /** For the process to be there. */
  startMs: number;
  /** For one text: people's take some milliseconds, the slowest within the bounds of all texts a second on a machine at rest. */
  textMs: number;
  /** Of what JavaScript keeps; the colours of code are kept in it. */
  memoryMib: number;
  /** Texts that may wait: of one person, and in all. */
  waitingOfLearner: number;
  waiting: number;
  /** A process that has had nothing to do for so long is ended. */
  idleMs: number;
}

export const renderLimits: RenderLimits = {
  startMs: 30_000,
  textMs: 10_000,
  memoryMib: 256,
  waitingOfLearner: 20,
  waiting: 1000,
  idleMs: 10 * 60_000,
};

export interface RenderFor {
  /** Who waits for it. */
  learnerId: string;
  /** Every word of it is the house's own: it waits for no text that others wrote. */
  ofTheHouse: boolean;
}

/**
 * Renders texts of labs in processes of their own, so that the server's thread, and every terminal with it, waits for none: one for
 * the house's texts, one for all others, each in fair turns among those who wait.
 */
export interface TextRenderer {
  /**
   * Rejects with `lab.text-refused` when the text takes more time or memory than it may, with `limit.rate` when too many wait, with
   * `internal` when a process goes away or the renderer has a defect.
   */
  render(job: RenderJob, whose: RenderFor): Promise<PageText>;
  /** Ends the processes; what waits is rejected. */
  dispose(): void;
}

const serverEnds = () =>
  new AppError("lab.text-refused", {
    userMessage: "The server is being stopped: it shows no texts any more.",
    nextStep: "Try again in a moment.",
  });
const refused = (words: string) => new AppError("lab.text-refused", { userMessage: words });

/** A text that is too large is shown from its beginning: the rest need not be sent. */
function cut({ source, context }: RenderJob): RenderJob {
  const { markdown } = source;
  if (markdown.length <= textBounds.bytes) return { source, context };
  return { source: { ...source, markdown: markdown.slice(0, textBounds.bytes + 1) }, context };
}

function createLane(limits: RenderLimits, niceness: number) {
  const program = new URL("./render-worker.ts", import.meta.url);
  const { memoryMib } = limits;
  const worker = createWorkerProcess<RenderJob, RenderMessage>({ program, memoryMib, niceness });
  const queue = createFairQueue<() => Promise<void>>();
  let working = false;
  let disposed = false;
  let idle: NodeJS.Timeout | undefined;

  async function renderOne(job: RenderJob, mayRetry = true): Promise<PageText> {
    if (disposed) throw serverEnds();
    let begun = false;
    const end = await worker.ask(job, limits.startMs, ({ kind }) => {
      if (kind !== "begun") return null;
      begun = true;
      return limits.textMs;
    });
    if (end.kind === "too-long") throw refused("This text takes too long to be shown.");
    if (end.kind === "too-large") throw refused("This text takes too much memory to be shown.");
    if (end.kind === "ended") {
      if (disposed) throw serverEnds();
      // It had gone before it was given this text.
      if (!begun && mayRetry) return renderOne(job, false);
      throw new AppError("internal", { cause: end.cause });
    }
    if (end.message.kind === "done") return end.message.rendered;
    worker.end();
    throw new AppError("internal", { message: end.message.kind === "broken" ? end.message.why : "no text" });
  }

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    clearTimeout(idle);
    for (let next = queue.take(); next; next = queue.take()) await next();
    working = false;
    if (disposed) return;
    idle = setTimeout(worker.end, limits.idleMs);
    idle.unref();
  }

  return {
    render(job: RenderJob, learnerId: string): Promise<PageText> {
      if (queue.sizeOf(learnerId) >= limits.waitingOfLearner || queue.size() >= limits.waiting)
        return Promise.reject(
          new AppError("limit.rate", { userMessage: "Too many texts wait to be shown at the moment." }),
        );
      return new Promise((resolve, reject) => {
        queue.add(learnerId, () => renderOne(cut(job)).then(resolve, reject));
        void work();
      });
    },
    dispose() {
      disposed = true;
      clearTimeout(idle);
      worker.end();
    },
  };
}

export function createTextRenderer(limits: RenderLimits = renderLimits): TextRenderer {
  const house = createLane(limits, 0);
  const others = createLane(limits, 5);
  return {
    render: (job, { learnerId, ofTheHouse }) => (ofTheHouse ? house : others).render(job, learnerId),
    dispose() {
      house.dispose();
      others.dispose();
    },
  };
}
