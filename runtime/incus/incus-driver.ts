import { z } from "zod";
import { AppError, isAppError } from "../common/app-error.ts";
import type { Logger } from "../common/logger.ts";
import type { Installation } from "../engine/installation.ts";
import type { SandboxId } from "../protocol/index.ts";
import type {
  CreateSandbox,
  ExecOptions,
  SandboxDriver,
  SandboxLabels,
} from "../sandboxes/sandbox-driver.ts";
import { requireTemplateName } from "../sandboxes/saved-names.ts";
import { chooseAddress } from "./address-plan.ts";
import { createBody, isAddressTaken, noAddressLeft, renameInside } from "./create-sandbox.ts";
import { openExec } from "./exec.ts";
import { createIncusClient, type IncusClient } from "./incus-client.ts";
import { isAlreadySo, isGone } from "./incus-failure.ts";
import { Instance, InstanceState } from "./incus-schemas.ts";
import { NETWORK_SETTINGS, readTemplate, removeFiles } from "./own-templates.ts";
import { prepareStop } from "./prepare-stop.ts";
import {
  configurePrivateAddress,
  connectNodes,
  listNetworks,
  namesOnNetwork,
  privateAddress,
  removeNetwork,
} from "./private-network.ts";
import { claimConfig, instanceName, PRIVATE_ADDRESS, parseInstance } from "./sandbox-labels.ts";
import { createSavedStates } from "./saved-states.ts";

export interface IncusDriverOptions {
  /** Asked for at every call, so that a template made anew is used for the next clone. */
  installation: () => Installation;
  log: Logger;
  freezeTimeoutMs?: number;
}

/** On cgroup v1 liblxc looks once a second whether all is frozen: 1 s is usual, and what hangs would hang for good. */
const FREEZE_TIMEOUT_MS = 15_000;
const RUNS = /already running/i;
const STOPPED = /already stopped|not running/i;
const FROZEN = /already frozen/i;
const NOT_FROZEN = /not frozen|already running/i;
const CREATE_ATTEMPTS = 3;

const path = (sandboxId: SandboxId, rest = "") => `/instances/${instanceName(sandboxId)}${rest}`;

/** SandboxDriver on an Incus: one machine's or a cluster's. */
export function createIncusDriver({
  installation,
  log,
  freezeTimeoutMs = FREEZE_TIMEOUT_MS,
}: IncusDriverOptions): SandboxDriver {
  let connection: { key: string; client: IncusClient } | undefined;
  /** Addresses of creations on their way, which no listing shows yet. */
  const pending = new Set<string>();
  const claiming = new Set<SandboxId>();

  const incus = (): IncusClient => {
    const { incusSocket: socketPath, project } = installation();
    const key = `${socketPath} ${project}`;
    if (connection?.key !== key) {
      connection?.client.dispose();
      connection = { key, client: createIncusClient({ socketPath, project }) };
    }
    return connection.client;
  };

  const instances = () => incus().call("GET", "/instances", z.array(Instance), { query: { recursion: "1" } });
  const read = (sandboxId: SandboxId) => incus().call("GET", path(sandboxId), Instance);

  const setState = (sandboxId: SandboxId, action: string, alreadySo: RegExp, timeoutMs?: number) =>
    incus()
      .run("PUT", path(sandboxId, "/state"), {
        body: { action, force: true, timeout: -1 },
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      })
      .catch((error: unknown) => {
        if (!isAlreadySo(error, alreadySo)) throw error;
      });

  const reserveAddress = async (request: CreateSandbox): Promise<string> => {
    const found = await instances();
    // No await from here to the reservation: two creations never see the same free address.
    const taken = new Set(pending);
    for (const { devices } of found)
      if (devices.eth0?.["ipv4.address"]) taken.add(devices.eth0["ipv4.address"]);
    const address = chooseAddress(installation().networks[request.egress], taken);
    if (address === undefined) throw noAddressLeft(request.egress);
    pending.add(address);
    return address;
  };

  const clone = async (request: CreateSandbox, labels: SandboxLabels, attempt = 1): Promise<string> => {
    const address = await reserveAddress(request);
    try {
      await incus().run("POST", "/instances", { body: createBody(installation(), request, labels, address) });
      return address;
    } catch (error) {
      if (!isAddressTaken(error) || attempt >= CREATE_ATTEMPTS) throw error;
    } finally {
      pending.delete(address);
    }
    return clone(request, labels, attempt + 1);
  };

  const exec = (sandboxId: SandboxId, options: ExecOptions) =>
    openExec(incus(), instanceName(sandboxId), options);

  const stop = async (sandboxId: SandboxId) => {
    if ((await read(sandboxId)).status === "Running") await prepareStop({ exec }, sandboxId);
    await setState(sandboxId, "stop", STOPPED);
  };

  const remove = async (sandboxId: SandboxId) => {
    try {
      // What cannot be tidied on a full disk goes with the disk.
      await stop(sandboxId).catch((error: unknown) => {
        if (!isAppError(error) || error.code !== "sandbox.disk-full") throw error;
      });
      await incus().run("DELETE", path(sandboxId));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  };

  /** Starts what is stopped, with the place that it has on its session's private network. */
  const boot = async (instance: Instance, sandboxId: SandboxId, names: string) => {
    await setState(sandboxId, "start", RUNS);
    const address = instance.config[PRIVATE_ADDRESS];
    if (address) await configurePrivateAddress(incus(), instance.name, address, names);
  };

  const savedStates = createSavedStates({
    incus,
    installation,
    stop,
    async bootAgain(sandboxId, instance) {
      const onNetwork = instance.config[PRIVATE_ADDRESS] !== undefined;
      await boot(instance, sandboxId, onNetwork ? namesOnNetwork(await instances(), instance) : "");
    },
  });

  return {
    async create(request) {
      if (request.template !== undefined) requireTemplateName(request.template);
      const own = request.template === undefined ? undefined : await readTemplate(incus(), request.template);
      const labels: SandboxLabels = {
        sandboxId: request.sandboxId,
        ...(request.sessionId ? { sessionId: request.sessionId } : {}),
        node: request.node,
        template: request.template ?? installation().template,
        egress: request.egress,
        warm: request.warm,
        createdAtMs: Date.now(),
        ...(request.keepUntilMs === undefined ? {} : { keepUntilMs: request.keepUntilMs }),
      };
      const address = await clone(request, labels);
      try {
        if (own && own.gateway !== installation().networks[request.egress].gateway) {
          await removeFiles(incus(), instanceName(request.sandboxId), NETWORK_SETTINGS);
        }
        await setState(request.sandboxId, "start", RUNS);
        if (own) await renameInside(incus(), installation(), request);
      } catch (error) {
        await remove(request.sandboxId).catch((cleanUpError: unknown) =>
          log.warn({ event: "sandbox.cleanup-failed", sandboxId: request.sandboxId, err: cleanUpError }),
        );
        throw error;
      }
      return { labels, status: "running", address };
    },

    async list() {
      return (await instances()).flatMap((instance) => parseInstance(instance) ?? []);
    },

    async get(sandboxId) {
      const instance = await read(sandboxId).catch((error: unknown) => {
        if (isGone(error)) return undefined;
        throw error;
      });
      return instance && parseInstance(instance);
    },

    async claim(sandboxId, sessionId) {
      const refuse = () => new AppError("sandbox.failed", { message: `${sandboxId} is not a warm sandbox` });
      if (claiming.has(sandboxId)) throw refuse();
      claiming.add(sandboxId);
      try {
        const instance = await read(sandboxId);
        const record = parseInstance(instance);
        if (!record?.labels.warm) throw refuse();
        await Promise.all([
          setState(sandboxId, record.status === "stopped" ? "start" : "unfreeze", NOT_FROZEN),
          incus().run("PATCH", path(sandboxId), {
            body: { config: claimConfig(instance.config, sessionId) },
          }),
        ]);
        return { ...record, labels: { ...record.labels, sessionId, warm: false }, status: "running" };
      } finally {
        claiming.delete(sandboxId);
      }
    },

    async freeze(sandboxId) {
      try {
        await setState(sandboxId, "freeze", FROZEN, freezeTimeoutMs);
      } catch (error) {
        await setState(sandboxId, "unfreeze", NOT_FROZEN, freezeTimeoutMs).catch((thawError: unknown) =>
          log.warn({ event: "sandbox.thaw-failed", sandboxId, err: thawError }),
        );
        throw error;
      }
    },

    async start(sandboxId) {
      const instance = await read(sandboxId);
      if (instance.status === "Frozen") await setState(sandboxId, "unfreeze", RUNS);
      else await boot(instance, sandboxId, "");
    },

    stop,
    delete: remove,

    async usage(sandboxId) {
      const [state, instance] = await Promise.all([
        incus().call("GET", path(sandboxId, "/state"), InstanceState),
        read(sandboxId),
      ]);
      const diskLimitBytes = Number(instance.devices.root?.size);
      return {
        initPid: Math.max(0, state.pid),
        memoryBytes: state.memory?.usage ?? 0,
        diskBytes: state.disk?.root?.usage ?? 0,
        processes: Math.max(0, state.processes),
        ...(Number.isFinite(diskLimitBytes) ? { diskLimitBytes } : {}),
      };
    },

    ...savedStates,
    exec,
    connectNodes: (sessionId, nodes) => connectNodes(incus(), installation(), sessionId, nodes),
    privateAddress: (node) => privateAddress(installation(), node),
    removeNetwork: (sessionId) => removeNetwork(incus(), installation().copyId, sessionId),
    listNetworks: () => listNetworks(incus(), installation().copyId),
    dispose() {
      connection?.client.dispose();
      connection = undefined;
    },
  };
}
