import Link from "next/link";
import type { SessionView } from "../../runtime/protocol/index.ts";
import { describeTimeLeft } from "../client/time-left.ts";
import { Button } from "../ui/button.tsx";
import { buttonLook } from "../ui/button-look.ts";

/** How a session stands, in the words of the list. */
function describeSession(session: SessionView): string {
  if (session.queuePosition !== null) return `Number ${session.queuePosition} in the queue`;
  if (session.state === "provisioning") return "Being prepared";
  if (session.state === "failed") return "Could not be prepared";
  const nodes = session.nodes.length > 1 ? `${session.nodes.length} nodes, ` : "";
  return `${nodes}${describeTimeLeft(Date.parse(session.endsAt) - Date.now())} left`;
}

/** The way back to what runs already, and its end. */
export function RunningSessions({
  sessions,
  onEnd,
}: {
  sessions: SessionView[];
  onEnd: (session: SessionView) => void;
}) {
  if (sessions.length === 0) return null;
  return (
    <section aria-labelledby="running" className="mt-6">
      <h2 id="running" className="font-semibold text-base">
        Your sessions
      </h2>
      <ul className="mt-2 divide-y divide-line rounded-lg border border-line bg-surface">
        {sessions.map((session) => {
          const begun = new Date(session.createdAt).toLocaleTimeString([], { timeStyle: "short" });
          const waiting = session.queuePosition !== null;
          return (
            <li key={session.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
              <span className="min-w-40 flex-1">
                <span className="block">Begun at {begun}</span>
                <span className="block text-[13px] text-muted">{describeSession(session)}</span>
              </span>
              <Link
                href={`/sessions/${session.id}`}
                prefetch={false}
                aria-label={`Open the session begun at ${begun}`}
                className={buttonLook("plain")}
              >
                Open
              </Link>
              <Button
                look="danger"
                aria-label={`${waiting ? "Leave the queue with" : "End"} the session begun at ${begun}`}
                onClick={() => onEnd(session)}
              >
                {waiting ? "Leave the queue" : "End"}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
