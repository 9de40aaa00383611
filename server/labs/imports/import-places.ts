import { AppError } from "../../../runtime/common/app-error.ts";
import type { LearnerId } from "../../../runtime/protocol/index.ts";
import { importLimits } from "./import-limits.ts";

/** Counts what is being sent and read at the moment, so that memory is never taken for more than a few archives. */
export function createImportPlaces() {
  const taken = new Map<LearnerId, number>();
  let inAll = 0;
  return {
    /** Gives a place until the function that it returns is called. Throws lab.imports-busy when there is none. */
    take(learnerId: LearnerId): () => void {
      const mine = taken.get(learnerId) ?? 0;
      if (mine >= importLimits.placesOfLearner) {
        throw new AppError("lab.imports-busy", { userMessage: "You are bringing other labs at the moment." });
      }
      if (inAll >= importLimits.places) throw new AppError("lab.imports-busy");
      inAll += 1;
      taken.set(learnerId, mine + 1);
      let given = true;
      return () => {
        if (!given) return;
        given = false;
        inAll -= 1;
        const left = (taken.get(learnerId) ?? 1) - 1;
        if (left === 0) taken.delete(learnerId);
        else taken.set(learnerId, left);
      };
    },
  };
}
