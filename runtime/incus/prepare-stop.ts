import type { SandboxId } from "../protocol/index.ts";
import { runInside } from "../sandboxes/run-inside.ts";
import type { SandboxDriver } from "../sandboxes/sandbox-driver.ts";

const WAIT_MS = 5000;
/** The sandbox's init keeps this file, some MiB of its disk, for this moment. */
const RESERVE = "/var/lib/slipway/reserve";
/**
 * What was freed counts as used until it is written down. cgroup v1 and v2 have a file each for frozen groups; what does not
 * stand or takes no writing is passed over.
 */
const PREPARE = `rm -f ${RESERVE} && sync -f /var/lib
find /sys/fs/cgroup -name freezer.state -exec sh -c 'echo THAWED >"$1"' _ {} \\; 2>/dev/null
find /sys/fs/cgroup -name cgroup.freeze -exec sh -c 'echo 0 >"$1"' _ {} \\; 2>/dev/null
exit 0`;

/**
 * Makes a running sandbox ready to be stopped. What its learner paused inside is thawed: a frozen process cannot be killed, and
 * the sandbox would not stop before Incus gives up. The reserve is freed: Incus writes on the sandbox's own disk when it stops
 * and starts it, which its learner may have filled to the last byte. Resolves after 5 s at the latest, whatever became of it: the
 * stop that follows says what is wrong.
 */
export async function prepareStop(driver: Pick<SandboxDriver, "exec">, sandboxId: SandboxId): Promise<void> {
  // A sandbox that runs no program any more needs no preparing.
  await runInside(driver, sandboxId, PREPARE, { timeoutMs: WAIT_MS }).catch(() => undefined);
}
