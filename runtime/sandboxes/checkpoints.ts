import type { SandboxId } from "../protocol/index.ts";
import { runInside } from "./run-inside.ts";
import type { SandboxDriver } from "./sandbox-driver.ts";

/** The driver knows disks and no Docker: which containers ran is noted on the disk before it is kept. */
const NOTE = `
mkdir -p /var/lib/slipway && cd /var/lib/slipway || exit 1
timeout "$LIMIT" docker ps --no-trunc --format '{{.ID}} {{.Label "com.docker.swarm.task.id"}}' > running.new || { rm -f running.new; exit 1; }
mv running.new running
`;

/**
 * An engine starts by itself what has a restart policy; the rest is started here, oldest first, twice, as some need the network
 * of another. Tasks of a swarm are left to the swarm.
 */
const START = `
[ -e /etc/slipway-docker-disabled ] && { echo engine-off; exit 0; }
end=$(( $(date +%s) + LIMIT ))
until curl -sf -m 2 --unix-socket /run/docker.sock http://docker/_ping >/dev/null; do
  [ "$(date +%s)" -lt "$end" ] || exit 3
  sleep 0.05
done
[ -s /var/lib/slipway/running ] || exit 0
noted=$(tac /var/lib/slipway/running | while read -r id task; do [ -n "$task" ] || echo "$id"; done | grep -xE '[0-9a-f]{64}')
[ -n "$noted" ] || exit 0
docker start $noted >/dev/null 2>&1 || docker start $noted >/dev/null 2>&1
running=$(docker ps -q --no-trunc)
for id in $noted; do case "$running" in *"$id"*) ;; *) echo "$id" ;; esac; done
`;

const NOTE_LIMIT_S = 5;
const ENGINE_LIMIT_S = 60;
const START_LIMIT_S = 60;
const SLACK_MS = 2000;

export interface StartedContainers {
  /** False: the engine did not answer in a minute, or the learner has switched it off. */
  engineAnswers: boolean;
  /** Ids of containers that ran and could not be started: one with --rm is removed by the engine as it starts. */
  notStarted: string[];
}

/**
 * Notes inside the sandbox which containers run, for startNotedContainers in whatever is made of its disk: call it before
 * snapshot or saveTemplate. Resolves with false when the engine did not say; the note before stands then. Rejects as exec does.
 */
export async function noteRunningContainers(driver: SandboxDriver, sandboxId: SandboxId): Promise<boolean> {
  const { status } = await runInside(driver, sandboxId, NOTE, {
    environment: { LIMIT: String(NOTE_LIMIT_S) },
    timeoutMs: NOTE_LIMIT_S * 1000 + SLACK_MS,
  });
  return status === 0;
}

/** Waits for the engine, then starts the containers that ran when they were noted. Rejects as exec does. */
export async function startNotedContainers(
  driver: SandboxDriver,
  sandboxId: SandboxId,
): Promise<StartedContainers> {
  const { status, output } = await runInside(driver, sandboxId, START, {
    environment: { LIMIT: String(ENGINE_LIMIT_S) },
    timeoutMs: (ENGINE_LIMIT_S + START_LIMIT_S) * 1000,
  });
  const lines = output.split("\n").filter((line) => line !== "");
  if (status !== 0 || lines[0] === "engine-off") return { engineAnswers: false, notStarted: [] };
  return { engineAnswers: true, notStarted: lines };
}

/** A snapshot that remembers which containers ran. Rejects as driver.snapshot does. */
export async function takeCheckpoint(
  driver: SandboxDriver,
  sandboxId: SandboxId,
  name: string,
): Promise<void> {
  await noteRunningContainers(driver, sandboxId);
  await driver.snapshot(sandboxId, name);
}

/**
 * Brings the disk back and starts what ran. Resolves when the containers are started; `onInit` is called before, when a terminal
 * can be opened. Rejects as driver.restore does.
 */
export async function restoreCheckpoint(
  driver: SandboxDriver,
  sandboxId: SandboxId,
  name: string,
  onInit?: () => void,
): Promise<StartedContainers> {
  await driver.restore(sandboxId, name);
  onInit?.();
  return startNotedContainers(driver, sandboxId);
}
