import Link from "next/link";
import { PageHeader } from "./page-header.tsx";
import { SessionSketch } from "./session-sketch.tsx";
import { StartPanel } from "./start-panel.tsx";

const GIVEN = [
  [
    "A Docker Engine of your own",
    "Build, run, compose, buildx, swarm, networks and volumes: the real thing, for you alone.",
  ],
  ["An editor beside it", "Write a Dockerfile, save, and build it in the terminal below."],
  ["Ports you can see", "Publish a port and look at it in a preview, or in a new tab."],
  ["More than one machine", "Add up to four nodes on a private network that know each other by name."],
] as const;

/** Where a learner begins: what this is, Start, and the way back to what runs already. */
export default function LandingPage() {
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col px-5">
      <PageHeader />
      <main className="flex-1 pt-6 pb-12 lg:pt-14">
        <div className="grid items-start gap-x-12 gap-y-10 lg:grid-cols-[5fr_6fr]">
          <div>
            <h1 className="text-balance font-semibold text-3xl leading-tight tracking-tight sm:text-4xl">
              A Docker playground in your browser
            </h1>
            <p className="mt-4 max-w-xl text-base text-muted leading-6">
              Press Start and have an editor and a terminal on a Docker Engine of your own. Nothing to
              install, nothing to sign up for. It is yours until its time is up, then it is gone. Or{" "}
              <Link
                href="/labs"
                prefetch={false}
                className="inline-block leading-6 text-accent underline underline-offset-2"
              >
                choose a lab
              </Link>{" "}
              that leads you step by step.
            </p>
            <StartPanel />
          </div>
          <SessionSketch />
        </div>
        <dl className="mt-14 grid gap-x-8 gap-y-6 sm:grid-cols-2 lg:grid-cols-4">
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
