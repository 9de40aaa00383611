import { AppError } from "../../../../runtime/common/app-error.ts";
import { newSandboxId } from "../../../../runtime/common/ids.ts";
import type { Logger } from "../../../../runtime/common/logger.ts";
import type { Egress, NodeName, SandboxId } from "../../../../runtime/protocol/index.ts";
import { noteRunningContainers } from "../../../../runtime/sandboxes/checkpoints.ts";
import type { SandboxLimits } from "../../../../runtime/sandboxes/sandbox-driver.ts";
import { removeSandbox } from "../../../hosts/remove-sandbox.ts";
import type { Say } from "../../../sessions/session-purpose.ts";
import type { Lab } from "../../model/lab.ts";
import { planTemplates } from "../decisions/plan-templates.ts";
import type { RunRepository } from "../run-repository.ts";
import { createBuildLane } from "./build-lane.ts";
import { createNodeSetUp, type NodeSetUpOptions } from "./set-up-node.ts";
import { createTemplateNames } from "./template-key.ts";

export interface LabTemplatesOptions extends NodeSetUpOptions {
  limits: SandboxLimits;
  repository: Pick<RunRepository, "noteTemplateUse" | "templateUses" | "forgetTemplate">;
  /** Of the labs as they are now. */
  labs: () => Lab[];
  /** Whether a lab is the house's own, and not one that somebody brought. */
  isOfTheHouse: (lab: Lab) => boolean;
  /** Called when a place in the pool has become free. */
  onFreed: () => void;
  log: Logger;
  engineTimeoutMs?: number;
}

export const LAB_EGRESS: Egress = "packages";

/** Set-ups at once: what more there are would slow down everybody, and people's must not hold up the house's. */
const BUILDS_OF_THE_HOUSE = 3;
const BUILDS_OF_PEOPLE = 2;

/** Whoever has a node made from a template. */
export interface TemplateWaiter {
  say: Say;
  /** Whether its node has a place in the pool still. */
  hasPlace: () => boolean;
  /** It waits no longer. */
  gone: AbortSignal;
}

interface Build {
  done: Promise<void>;
  said: string;
  /** When nobody wants it any longer, one of a lab that was brought is ended. */
  waiting: Set<TemplateWaiter>;
  end: AbortController;
}

/**
 * The templates in which labs' set-ups are done: made when first needed, shared, and removed when no longer of use.
 *
 * A set-up is done in the place of a node that waits for it, and that is cloned when the sandbox of the set-up is gone: so it needs
 * no place more, and cannot wait for one. It has a place of its own only when nobody who has one waits for it any longer.
 */
export function createLabTemplates(options: LabTemplatesOptions) {
  const { machines, limits, repository, labs, isOfTheHouse, onFreed, now, log } = options;
  const engineTimeoutMs = options.engineTimeoutMs ?? 90_000;
  const builds = new Map<string, Build>();
  const lanes = { house: createBuildLane(BUILDS_OF_THE_HOUSE), people: createBuildLane(BUILDS_OF_PEOPLE) };
  const nameOf = createTemplateNames();
  const setUp = createNodeSetUp(options);
  const building = new Map<SandboxId, Build>();
  const inUse = new Map<string, number>();
  const ending = new AbortController();

  async function build(
    lab: Lab,
    node: NodeName,
    name: string,
    made: Build,
    signal: AbortSignal,
  ): Promise<void> {
    const say = (progress: string) => tell(made, progress);
    const { driver, agent } = machines.require();
    const startedAtMs = now();
    const sandboxId = newSandboxId();
    building.set(sandboxId, made);
    try {
      say("Making a sandbox to set the lab up in");
      const egress = lab.egress ?? LAB_EGRESS;
      await driver.create({ sandboxId, node, egress, limits, warm: false });
      await agent.watchSandbox(sandboxId);
      await agent.waitForEngine(sandboxId, engineTimeoutMs);
      signal.throwIfAborted();
      await setUp(lab, node, sandboxId, say, signal);
      say("Keeping the lab as it is set up");
      await noteRunningContainers(driver, sandboxId);
      await driver.saveTemplate(sandboxId, name);
      log.info({ event: "lab.template-made", slug: lab.slug, node, name, durationMs: now() - startedAtMs });
    } finally {
      await removeSandbox(machines, sandboxId).catch((error) =>
        log.warn({ event: "sandbox.delete-failed", sandboxId, err: error }),
      );
      building.delete(sandboxId);
      if (!ending.signal.aborted) onFreed();
    }
  }

  function tell(made: Build, progress: string): void {
    made.said = progress;
    for (const { say } of made.waiting) say(progress);
  }

  function begin(lab: Lab, node: NodeName, name: string): Build {
    const end = new AbortController();
    const signal = AbortSignal.any([ending.signal, end.signal]);
    const lane = isOfTheHouse(lab) ? lanes.house : lanes.people;
    const work = async () => {
      const existing = await machines.require().driver.listTemplates();
      if (existing.some((one) => one.name === name)) return;
      if (lane.isFull()) tell(made, "Other labs are being set up: this one waits for its turn");
      await lane.run(() => {
        // Its turn comes when there may be no place for it any longer.
        if (!isInAPlace(made)) end.abort();
        signal.throwIfAborted();
        return build(lab, node, name, made, signal);
      }, signal);
      void sweep();
    };
    const made: Build = {
      done: Promise.resolve(),
      said: "Looking for the lab's template",
      waiting: new Set(),
      end,
    };
    builds.set(name, made);
    made.done = work().finally(() => forget(name, made));
    return made;
  }

  const isInAPlace = ({ waiting }: Build) => [...waiting].some(({ hasPlace }) => hasPlace());

  const forget = (name: string, made: Build) => {
    if (builds.get(name) === made) builds.delete(name);
  };

  /** Resolves when the template stands. Whoever asks for one that is being made waits for that one, until it is gone. */
  async function ensure(lab: Lab, node: NodeName, name: string, waiter: TemplateWaiter): Promise<void> {
    const { say, gone } = waiter;
    gone.throwIfAborted();
    const made = builds.get(name) ?? begin(lab, node, name);
    const leave = () => {
      made.waiting.delete(waiter);
      if (made.waiting.size > 0 || isOfTheHouse(lab)) return;
      // Whoever comes now has another made.
      forget(name, made);
      made.end.abort();
    };
    made.waiting.add(waiter);
    say(made.said);
    gone.addEventListener("abort", leave, { once: true });
    await made.done.finally(() => gone.removeEventListener("abort", leave));
  }

  /** Removes what is of no use any longer; what cannot be removed is tried again at the next sweep. */
  async function sweep(): Promise<void> {
    try {
      const { driver } = machines.require();
      const base = machines.template();
      const nodes: NodeName[] = ["node1", "node2", "node3", "node4", "node5"];
      const current = new Set(
        labs().flatMap((lab) => nodes.slice(0, lab.nodes).flatMap((node) => nameOf(lab, node, base) ?? [])),
      );
      const existing = (await driver.listTemplates()).filter(({ name }) => name.startsWith("tpl-lab-"));
      const uses = await repository.templateUses();
      const used = new Set([...inUse.keys(), ...builds.keys()]);
      for (const name of planTemplates({ existing, uses, current, inUse: used })) {
        // Somebody may have come for it while others were removed.
        if (inUse.has(name) || builds.has(name)) continue;
        await driver.deleteTemplate(name);
        await repository.forgetTemplate(name);
        log.info({ event: "lab.template-removed", name });
      }
    } catch (error) {
      log.warn({ event: "lab.template-sweep-failed", err: error });
    }
  }

  return {
    /** Whether this node is cloned from a template of the lab. */
    has: (lab: Lab, node: NodeName): boolean => nameOf(lab, node, machines.template()) !== null,
    /**
     * Calls `make` with the node's template, making that first when it is absent; it stays until `make` is done. Rejects with
     * lab.setup-failed, told in words for the learner, and as the driver does.
     */
    async clone(
      lab: Lab,
      node: NodeName,
      waiter: TemplateWaiter,
      make: (template: string) => Promise<void>,
    ): Promise<void> {
      const name = nameOf(lab, node, machines.template());
      if (name === null)
        throw new AppError("internal", { message: `${lab.slug} has no template for ${node}` });
      inUse.set(name, (inUse.get(name) ?? 0) + 1);
      try {
        await ensure(lab, node, name, waiter);
        await repository.noteTemplateUse(name, now());
        await make(name);
      } finally {
        const left = (inUse.get(name) ?? 1) - 1;
        if (left === 0) inUse.delete(name);
        else inUse.set(name, left);
      }
    },
    sweep,
    /** Sandboxes in which templates are being made. */
    owned: (): SandboxId[] => [...building.keys()],
    /** How many of these stand in the place of no node. */
    inNobodysPlace: (): number => [...building.values()].filter((made) => !isInAPlace(made)).length,
    dispose: () => ending.abort(),
  };
}

export type LabTemplates = ReturnType<typeof createLabTemplates>;
