import { AppError } from "../../../runtime/common/app-error.ts";
import type { LearnerId } from "../../../runtime/protocol/index.ts";
import { importLimits } from "./import-limits.ts";
import type { ImportRecord } from "./import-record.ts";

type Known = Pick<ImportRecord, "id" | "learnerId" | "keptAtMs" | "removedAtMs" | "createdAtMs" | "bytes">;

const MIB = 1024 * 1024;
const sum = (records: readonly Known[]) => records.reduce((bytes, one) => bytes + one.bytes, 0);
const isKept = ({ keptAtMs }: Known) => keptAtMs !== null;

/**
 * Why a learner cannot have `bytes` more kept; null when they can. What others fill is not this learner's fault, and what they removed
 * is theirs no longer, though it takes room while somebody is in the middle of it.
 */
export function refuseKeep(known: readonly Known[], learnerId: LearnerId, bytes: number): AppError | null {
  const kept = known.filter(isKept);
  const mine = kept.filter((one) => one.learnerId === learnerId && one.removedAtMs === null);
  if (mine.length >= importLimits.keptOfLearner) {
    return new AppError("limit.imports", {
      userMessage: `You have brought labs ${importLimits.keptOfLearner} times, which is as often as one person may.`,
    });
  }
  if (sum(mine) + bytes > importLimits.bytesOfLearner) {
    const mebibytes = importLimits.bytesOfLearner / MIB;
    return new AppError("limit.imports", {
      userMessage: `With these, your labs would be larger than ${mebibytes} MiB together.`,
    });
  }
  if (kept.length >= importLimits.keptInAll || sum(kept) + bytes > importLimits.bytesInAll) {
    return new AppError("limit.imports", {
      userMessage: "This server holds as many imported labs as it may.",
      nextStep: "Try again another day: labs that nobody uses go. Or ask whoever runs this server.",
    });
  }
  return null;
}

/** The previews of a learner that make room for one more, the oldest first; null when the server holds too many of others. */
export function previewsToDrop<One extends Known>(
  known: readonly One[],
  learnerId: LearnerId,
  bytes: number,
): One[] | null {
  const previews = known.filter((one) => !isKept(one));
  const mine = previews
    .filter((one) => one.learnerId === learnerId)
    .sort((a, b) => a.createdAtMs - b.createdAtMs);
  const drop = mine.slice(0, Math.max(0, mine.length - importLimits.previewsOfLearner + 1));
  const left = previews.filter((one) => !drop.includes(one));
  const fits = left.length < importLimits.previewsInAll && sum(left) + bytes <= importLimits.bytesInAll;
  return fits ? drop : null;
}
