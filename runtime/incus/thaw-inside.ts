import { openExec } from "./exec.ts";
import type { IncusClient } from "./incus-client.ts";

const WAIT_MS = 5000;
/** cgroup v1 and v2 have a file each for it; what does not stand or takes no writing is passed over. */
const THAW = `find /sys/fs/cgroup -name freezer.state -exec sh -c 'echo THAWED >"$1"' _ {} \\; 2>/dev/null
find /sys/fs/cgroup -name cgroup.freeze -exec sh -c 'echo 0 >"$1"' _ {} \\; 2>/dev/null
exit 0`;

/**
 * Thaws what its learner paused inside: a frozen process cannot be killed, and the instance would not stop before Incus gives
 * up. Resolves after 5 s at the latest, whatever became of it: the stop that follows says what is wrong.
 */
export async function thawInside(client: IncusClient, instance: string): Promise<void> {
  try {
    const exec = await openExec(client, instance, { command: ["sh", "-c", THAW] });
    exec.data.resume();
    exec.stderr?.resume();
    const timer = setTimeout(() => exec.destroy(), WAIT_MS);
    await exec.exited;
    clearTimeout(timer);
    exec.destroy();
  } catch {
    // An instance that runs no program any more has none to thaw.
  }
}
