import type { Logger } from "../../../../runtime/common/logger.ts";
import type { NodeName, SessionId } from "../../../../runtime/protocol/index.ts";
import { startNotedContainers } from "../../../../runtime/sandboxes/checkpoints.ts";
import type { Machines } from "../../../hosts/machines.ts";
import type { NodeService } from "../../../sessions/node-service.ts";
import type { LiveSession, SessionBook } from "../../../sessions/session-book.ts";
import type { Say } from "../../../sessions/session-purpose.ts";
import type { TerminalService } from "../../../sessions/terminal-service.ts";
import { killercodaHostFile } from "../../formats/killercoda/machine/placeholders.ts";
import type { LabFile } from "../../model/lab.ts";
import type { placeFiles as placeFilesInSandbox } from "../../running/place-files.ts";
import { canResume, planResume } from "../decisions/plan-resume.ts";
import { type LiveRun, type RunBook, untriedChecks } from "../run-book.ts";
import type { FillScript } from "../scripts/fill-script.ts";
import type { AddressesOf } from "../session-addresses.ts";
import { nodesOfLab } from "../templates/kept-names.ts";
import { needsTemplate } from "../templates/template-key.ts";
import { openTerminals } from "./open-terminals.ts";
import type { StepKeeper } from "./step-keeper.ts";

export interface PreparationOptions {
  machines: Machines;
  sessions: SessionBook;
  nodes: Pick<NodeService, "buildPlanned">;
  terminals: Pick<TerminalService, "open" | "rename">;
  book: RunBook;
  keeper: StepKeeper;
  placeFiles: typeof placeFilesInSandbox;
  addressesOf: AddressesOf;
  fill: FillScript;
  now: () => number;
  log: Logger;
}

/** From a session's first sandbox to the learner's first step in it. */
export function createPreparation(options: PreparationOptions) {
  const { machines, sessions, nodes, terminals, book, keeper, placeFiles, now, log } = options;
  const { addressesOf, fill } = options;
  const preparing = new Set<LiveRun>();

  /** What tells scripts where previews are is of this very sandbox: a clone has it of another. */
  function hostFile({ lab, record }: LiveRun, node: NodeName): LabFile[] {
    const pattern = lab.dialect === "killercoda" ? addressesOf(record.sessionId).previewPattern(node) : null;
    return pattern === null ? [] : [{ ...killercodaHostFile(pattern), node }];
  }

  async function furnish(run: LiveRun, live: LiveSession, name: NodeName): Promise<void> {
    const sandboxId = live.record.nodes.find((one) => one.name === name)?.sandboxId;
    if (!sandboxId) return;
    const { driver } = machines.require();
    const isCloned =
      needsTemplate(run.lab, name) || (canResume(run.record) && nodesOfLab(run.lab).includes(name));
    if (isCloned) await startNotedContainers(driver, sandboxId);
    const own = isCloned ? [] : run.lab.files.filter((file) => file.node === name);
    const files = [...own, ...hostFile(run, name)];
    if (files.length > 0) await placeFiles({ driver, sandboxId, files });
  }

  async function addNodes(run: LiveRun, live: LiveSession): Promise<void> {
    if (run.lab.nodes === 1) return;
    const further = run.lab.nodes === 2 ? "node2" : `node2 to node${run.lab.nodes}`;
    await book.whileBusy(run, `Adding ${further}`, async () => {
      await nodes.buildPlanned(live);
      for (const { name, state } of live.record.nodes)
        if (name !== "node1" && state === "ready") await furnish(run, live, name);
    });
    const lost = live.record.nodes.filter(({ state }) => state === "lost").map(({ name }) => name);
    if (lost.length === 0) return;
    run.record.setupState = "failed";
    run.record.setupMessage = `${lost.join(" and ")} could not be made. Remove and add ${lost.length > 1 ? "them" : "it"} again, or start the lab anew.`;
  }

  async function prepare(run: LiveRun, live: LiveSession): Promise<void> {
    const { record } = run;
    const startedAtMs = now();
    if (record.finishedAtMs === null) record.activeSinceMs = startedAtMs;
    await addNodes(run, live);
    if (live.record.state !== "ready") return;
    await openTerminals(run, live, { machines, terminals, fill, log });
    if (record.setupState === "waiting") record.setupState = "none";
    await book.save(run);
    await keeper.open(run);
    const durationMs = now() - startedAtMs;
    log.info({ event: "lab.opened", sessionId: record.sessionId, slug: record.slug, durationMs });
  }

  /** The sandboxes are gone, and the session may be prepared anew: so does the run begin anew in it. */
  async function startOver(run: LiveRun): Promise<void> {
    book.beginEra(run);
    Object.assign(run.record, planResume(run.record, run.lab), { setupState: "waiting", setupMessage: "" });
    run.checks = untriedChecks(run.lab, run.record.current);
    await book.save(run);
  }

  function follow(sessionId: SessionId): void {
    const run = book.get(sessionId);
    const live = sessions.get(sessionId);
    if (!run || !live || preparing.has(run)) return;
    const { state } = live.record;
    const isNew = run.record.setupState === "waiting";
    if (state === "ready" && isNew) {
      preparing.add(run);
      void prepare(run, live)
        .catch((error) => {
          // Its learner may have ended it in the middle of that.
          if (live.record.state !== "ready") return;
          log.error({ event: "lab.not-opened", sessionId, slug: run.lab.slug, err: error });
        })
        .finally(() => preparing.delete(run));
    }
    if ((state === "failed" || state === "provisioning") && !isNew) {
      void startOver(run).catch((error) => log.error({ event: "lab.not-saved", sessionId, err: error }));
    }
  }

  const unfollow = sessions.onChange(follow);
  return {
    /** Before its learner comes: starts what ran in node1's template, or places its files. Rejects with words for them. */
    async furnishFirst(run: LiveRun, live: LiveSession, say: Say): Promise<void> {
      say(
        canResume(run.record)
          ? "Starting what ran when you left"
          : "Putting the lab's things in their places",
      );
      await furnish(run, live, "node1");
    },
    /** For sessions that became ready while no server ran. */
    follow,
    dispose: unfollow,
  };
}

export type Preparation = ReturnType<typeof createPreparation>;
