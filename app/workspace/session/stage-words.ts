import type { EndReason, FailureView, SessionView } from "../../../runtime/protocol/index.ts";

/** What the page of a session that cannot be worked in says, and what it offers. */
export interface StageWords {
  /** Of the browser's tab. */
  name: string;
  title: string;
  text: string;
  bad: boolean;
  offers: "nothing" | "cancel" | "retry" | "another";
}

const ENDED: Record<EndReason, { title: string; text?: string }> = {
  asked: { title: "You ended this session" },
  "time-over": { title: "The time of this session is over" },
  idle: { title: "This session ended because nobody used it", text: "Its page was closed for a while." },
};
const GONE = "Its nodes and files are gone.";
const KEPT = "How far you came in the lab is kept: you can go on from there.";

/**
 * Null for a session that is ready. `away`: the server does not answer at present. `inLab`: its learner was in the middle of a
 * lab.
 */
export function describeStage(
  session: SessionView | null,
  refusal: FailureView | null,
  away: boolean,
  inLab = false,
): StageWords | null {
  if (!session) {
    if (!refusal)
      return away
        ? {
            name: "Not reached",
            title: "Slipway cannot be reached",
            text: "Check your connection. Your session goes on, and this page tries again by itself.",
            bad: false,
            offers: "nothing",
          }
        : { name: "Opening", title: "Opening your session…", text: "", bad: false, offers: "nothing" };
    const { message: title, nextStep: text } = refusal;
    return { name: "Not available", title, text, bad: true, offers: "another" };
  }
  switch (session.state) {
    case "ready":
      return null;
    case "failed":
      return {
        name: "Could not start",
        title: session.failure?.message ?? "The session could not be prepared.",
        text: session.failure?.nextStep ?? "Retry, or start a new one.",
        bad: true,
        offers: "retry",
      };
    case "ending":
    case "ended": {
      const { title, text } = session.endReason
        ? ENDED[session.endReason]
        : { title: "This session has ended", text: undefined };
      const rest = inLab ? KEPT : GONE;
      return {
        name: "Ended",
        title,
        text: text === undefined ? rest : `${text} ${rest}`,
        bad: false,
        offers: "another",
      };
    }
    case "provisioning":
      return session.queuePosition === null
        ? {
            name: "Preparing",
            title: "Preparing your playground",
            text: session.progress ?? "Taking a sandbox from the pool",
            bad: false,
            offers: "cancel",
          }
        : {
            name: `Number ${session.queuePosition} in the queue`,
            title: `You are number ${session.queuePosition} in the queue`,
            text: `${session.progress ?? "Waiting for a free sandbox"}. Your place is kept, also when you close this page; it goes on by itself.`,
            bad: false,
            offers: "cancel",
          };
  }
}
