import { AppError } from "../../../../runtime/common/app-error.ts";
import { weigh } from "../../markdown/page/weigh.ts";

const MOST = 200_000;

/** Counts what goes on one page. Throws lab.text-refused when it is more than can be checked and sent in a moment. */
export function createPageRoom(most = MOST) {
  let left = most;
  return <Part>(part: Part): Part => {
    left -= weigh(part);
    if (left >= 0) return part;
    throw new AppError("lab.text-refused", {
      userMessage: "This page has more text than can be shown at once.",
      nextStep: "Tell the lab's author to make its texts shorter.",
    });
  };
}
