import { AppError } from "../../../../runtime/common/app-error.ts";
import { newSandboxId } from "../../../../runtime/common/ids.ts";
import type { Logger } from "../../../../runtime/common/logger.ts";
import type { Egress, NodeName, SandboxId } from "../../../../runtime/protocol/index.ts";
import { noteRunningContainers } from "../../../../runtime/sandboxes/checkpoints.ts";
import type { SandboxLimits } from "../../../../runtime/sandboxes/sandbox-driver.ts";
import type { Machines } from "../../../hosts/machines.ts";
import { removeSandbox } from "../../../hosts/remove-sandbox.ts";
import type { Say } from "../../../sessions/session-purpose.ts";
import type { Lab } from "../../model/lab.ts";
import type { placeFiles as placeFilesInSandbox } from "../../running/place-files.ts";
import type { runScript as runScriptInSandbox } from "../../running/run-script.ts";
import { scriptProblem } from "../../running/script-problem.ts";
import { lastLines } from "../checks/last-lines.ts";
import { planTemplates } from "../decisions/plan-templates.ts";
import { givenVariables } from "../pages/lab-texts.ts";
import type { RunRepository } from "../run-repository.ts";
import { createBuildLane } from "./build-lane.ts";
import { createTemplateNames } from "./template-key.ts";

export interface LabTemplatesOptions {
  machines: Machines;
  limits: SandboxLimits;
  repository: Pick<RunRepository, "noteTemplateUse" | "templateUses" | "forgetTemplate">;
  placeFiles: typeof placeFilesInSandbox;
  runScript: typeof runScriptInSandbox;
  /** Of the labs as they are now. */
  labs: () => Lab[];
  /** Whether a lab is the house's own, and not one that somebody brought. */
  isOfTheHouse: (lab: Lab) => boolean;
  now: () => number;
  log: Logger;
  engineTimeoutMs?: number;
}

export const LAB_EGRESS: Egress = "packages";

/** Set-ups at once: each has a sandbox beside those that are counted, and people's must not hold up the house's. */
const BUILDS_OF_THE_HOUSE = 3;
const BUILDS_OF_PEOPLE = 2;

interface Build {
  done: Promise<void>;
  listeners: Set<Say>;
  said: string;
  /** Who wants it: when nobody does any longer, one of a lab that was brought is ended. */
  waiting: number;
  end: AbortController;
}

/** The templates in which labs' set-ups are done: made when first needed, shared, and removed when no longer of use. */
export function createLabTemplates(options: LabTemplatesOptions) {
  const { machines, limits, repository, placeFiles, runScript, labs, isOfTheHouse, now, log } = options;
  const engineTimeoutMs = options.engineTimeoutMs ?? 90_000;
  const builds = new Map<string, Build>();
  const lanes = { house: createBuildLane(BUILDS_OF_THE_HOUSE), people: createBuildLane(BUILDS_OF_PEOPLE) };
  const nameOf = createTemplateNames();
  const building = new Set<SandboxId>();
  const inUse = new Map<string, number>();
  const ending = new AbortController();

  async function setUp(
    lab: Lab,
    node: NodeName,
    sandboxId: SandboxId,
    say: Say,
    signal: AbortSignal,
  ): Promise<void> {
    const { driver } = machines.require();
    const files = lab.files.filter((file) => file.node === node);
    if (files.length > 0) {
      say("Placing the lab's files");
      await placeFiles({ driver, sandboxId, files, signal });
    }
    const scripts = lab.setup.filter((script) => script.node === node);
    const environment = { ...givenVariables(lab), ...lab.environment };
    for (const [index, script] of scripts.entries()) {
      const count = scripts.length > 1 ? ` (${index + 1} of ${scripts.length})` : "";
      say(`Setting up the lab${count}: only the first learner waits for this`);
      const end = await runScript({ driver, sandboxId, script, environment, signal });
      signal.throwIfAborted();
      const problem = scriptProblem(end, script.timeoutMs);
      if (problem === null) continue;
      const said = lastLines(end.output, 5);
      throw new AppError("lab.setup-failed", {
        userMessage: `The set-up of this lab failed: ${script.file} ${problem}.${said === "" ? "" : `\n${said}`}`,
        context: { slug: lab.slug, file: script.file },
      });
    }
  }

  async function build(lab: Lab, node: NodeName, name: string, say: Say, signal: AbortSignal): Promise<void> {
    const { driver, agent } = machines.require();
    const startedAtMs = now();
    const sandboxId = newSandboxId();
    building.add(sandboxId);
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
    }
  }

  function begin(lab: Lab, node: NodeName, name: string): Build {
    const end = new AbortController();
    const signal = AbortSignal.any([ending.signal, end.signal]);
    const lane = isOfTheHouse(lab) ? lanes.house : lanes.people;
    const say: Say = (progress) => {
      made.said = progress;
      for (const listener of made.listeners) listener(progress);
    };
    const work = async () => {
      const existing = await machines.require().driver.listTemplates();
      if (existing.some((one) => one.name === name)) return;
      if (lane.isFull()) say("Other labs are being set up: this one waits for its turn");
      await lane.run(() => build(lab, node, name, say, signal), signal);
      void sweep();
    };
    const made: Build = {
      done: Promise.resolve(),
      listeners: new Set(),
      said: "Looking for the lab's template",
      waiting: 0,
      end,
    };
    builds.set(name, made);
    made.done = work().finally(() => forget(name, made));
    return made;
  }

  const forget = (name: string, made: Build) => {
    if (builds.get(name) === made) builds.delete(name);
  };

  /** Resolves when the template stands. Whoever asks for one that is being made waits for that one, until `gone`. */
  async function ensure(lab: Lab, node: NodeName, name: string, say: Say, gone: AbortSignal): Promise<void> {
    gone.throwIfAborted();
    const made = builds.get(name) ?? begin(lab, node, name);
    const leave = () => {
      made.listeners.delete(say);
      made.waiting--;
      if (made.waiting > 0 || isOfTheHouse(lab)) return;
      // Whoever comes now has another made.
      forget(name, made);
      made.end.abort();
    };
    made.waiting++;
    made.listeners.add(say);
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
     * Calls `make` with the node's template, making that first when it is absent; it stays until `make` is done. `gone` tells that
     * nobody waits for it any longer. Rejects with lab.setup-failed, told in words for the learner, and as the driver does.
     */
    async clone(
      lab: Lab,
      node: NodeName,
      say: Say,
      gone: AbortSignal,
      make: (template: string) => Promise<void>,
    ): Promise<void> {
      const name = nameOf(lab, node, machines.template());
      if (name === null)
        throw new AppError("internal", { message: `${lab.slug} has no template for ${node}` });
      inUse.set(name, (inUse.get(name) ?? 0) + 1);
      try {
        await ensure(lab, node, name, say, gone);
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
    owned: (): SandboxId[] => [...building],
    dispose: () => ending.abort(),
  };
}

export type LabTemplates = ReturnType<typeof createLabTemplates>;
