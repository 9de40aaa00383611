"use client";
import { Loader2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { FailureView, PoolStatus, SessionView } from "../../runtime/protocol/index.ts";
import { api } from "../client/api-client.ts";
import { failureOf } from "../client/api-failure.ts";
import { describeTimeLeft } from "../client/time-left.ts";
import { Button } from "../ui/button.tsx";
import { ThemeToggle } from "../ui/theme-toggle.tsx";
import { Wordmark } from "../ui/wordmark.tsx";
import { PoolProgress } from "./pool-progress.tsx";

const GIVEN = [
  [
    "A Docker Engine of your own",
    "Build, run, compose, buildx, swarm, networks and volumes: the real thing, for you alone.",
  ],
  ["An editor beside it", "Write a Dockerfile, save, and build it in the terminal below."],
  ["Ports you can see", "Publish a port and look at it in a preview, or in a new tab."],
  ["More than one machine", "Add up to four nodes on a private network that know each other by name."],
] as const;

const LIVE = new Set(["provisioning", "ready"]);

/** Where a learner begins: what this is, Start, and the way back to what runs already. */
export default function LandingPage() {
  const router = useRouter();
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<FailureView | null>(null);
  const [pool, setPool] = useState<PoolStatus | null>(null);
  const [sessions, setSessions] = useState<SessionView[]>([]);

  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const [status, mine] = await Promise.allSettled([api.pool(), api.sessions()]);
      if (stopped) return;
      if (status.status === "fulfilled") setPool(status.value);
      if (mine.status === "fulfilled") setSessions(mine.value.filter((session) => LIVE.has(session.state)));
      const calm = status.status === "fulfilled" && status.value.ready;
      timer = setTimeout(look, calm ? 10_000 : 2_000);
    };
    void look();
    // The workspace is fetched ahead, so that Start waits for the sandbox alone.
    const ahead = setTimeout(() => void import("../workspace/workspace.tsx").catch(() => undefined), 500);
    return () => {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(ahead);
    };
  }, []);

  const start = async () => {
    setStarting(true);
    setFailure(null);
    try {
      router.push(`/sessions/${(await api.createSession()).id}`);
    } catch (error) {
      setFailure(failureOf(error));
      setStarting(false);
    }
  };

  return (
    <div className="mx-auto flex min-h-full max-w-3xl flex-col px-5">
      <header className="flex items-center justify-between py-4">
        <Wordmark />
        <ThemeToggle />
      </header>
      <main className="flex-1 py-8 sm:py-14">
        <h1 className="max-w-xl text-balance font-semibold text-3xl leading-tight tracking-tight sm:text-4xl">
          A Docker playground in your browser
        </h1>
        <p className="mt-4 max-w-xl text-base text-muted leading-6">
          Press Start and have an editor and a terminal on a Docker Engine of your own. Nothing to install,
          nothing to sign up for. It is yours until its time is up, then it is gone.
        </p>
        <div className="mt-8 flex flex-wrap items-center gap-4">
          <Button
            look="primary"
            className="h-12 min-w-40 px-8 !text-base"
            onClick={start}
            disabled={starting}
          >
            {starting && <Loader2 size={18} className="animate-spin" aria-hidden />}
            {starting ? "Starting…" : "Start"}
          </Button>
          <PoolProgress pool={pool} />
        </div>
        {failure && (
          <div role="alert" className="mt-4 max-w-xl rounded-md border border-line bg-surface p-3">
            <p className="font-medium text-bad">{failure.message}</p>
            <p className="text-muted">{failure.nextStep}</p>
          </div>
        )}
        {sessions.length > 0 && (
          <section aria-labelledby="running" className="mt-10">
            <h2 id="running" className="font-semibold text-base">
              Your running sessions
            </h2>
            <ul className="mt-2 divide-y divide-line rounded-lg border border-line bg-surface">
              {sessions.map((session) => (
                <li key={session.id}>
                  <Link
                    href={`/sessions/${session.id}`}
                    className="flex min-h-11 items-center justify-between gap-4 rounded-lg px-4 hover:bg-raised"
                  >
                    <span>
                      Session begun at{" "}
                      {new Date(session.createdAt).toLocaleTimeString([], {
                        hour: "2-digit",
                        minute: "2-digit",
                      })}
                      {session.nodes.length > 1 && `, ${session.nodes.length} nodes`}
                    </span>
                    <span className="text-muted">
                      {describeTimeLeft(Date.parse(session.endsAt) - Date.now())} left
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        )}
        <dl className="mt-12 grid gap-x-8 gap-y-6 sm:grid-cols-2">
          {GIVEN.map(([name, text]) => (
            <div key={name}>
              <dt className="font-semibold">{name}</dt>
              <dd className="mt-1 text-muted">{text}</dd>
            </div>
          ))}
        </dl>
      </main>
      <footer className="border-line border-t py-4 text-[13px] text-muted">
        <a href="/api/docs" className="inline-flex min-h-6 items-center underline underline-offset-2">
          API reference
        </a>
      </footer>
    </div>
  );
}
