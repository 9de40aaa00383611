import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { decideDiskFull } from "../../runtime/agent/watch/health.ts";
import { createIncusAdmin } from "../../runtime/incus/incus-admin.ts";
import { type OwnNamespaces, openNamespaces } from "../support/own-namespaces.ts";
import { asNobody, runScript, temporaryFolder } from "../support/start-script.ts";

/** An Incus that serves, as a distribution's does: it was there before Slipway, and makes and mounts our pool itself. */
const folder = temporaryFolder("serving");
const POOL = "/var/lib/incus/storage-pools/slipway";
const VolumeState = z.object({ usage: z.object({ used: z.number() }) });
/** Of the disk that the fixture makes. */
const DISK_BYTES = 256 * 2 ** 20;
const NOTHING = { initPid: 0, memoryBytes: 0, processes: 0 };
let machine: OwnNamespaces;
let incusd: ChildProcess;

function serve(under: string[]): void {
  const [command = "", ...args] = [...machine.inside, ...under, "/usr/libexec/incus/incusd"];
  const log = openSync(`${folder.path}/incusd.log`, "a");
  const { INCUS_DIR: _, ...environment } = process.env;
  incusd = spawn(command, [...args, "--group", "root"], {
    env: { ...environment, INCUS_SECURITY_APPARMOR: "false" },
    stdio: ["ignore", log, log],
  });
}

async function makePool(under: string[]) {
  const run = runScript("test/fixtures/make-pool.ts", [], { under: [...machine.inside, ...under] });
  expect(await run.exited, run.output()).toBe(0);
  return JSON.parse(run.output()) as Record<"socket" | "before" | "after", string> & { said: string[] };
}

/** What the kernel says of it, in the namespace where Incus has it mounted. */
function lookAtPool(command: string): string {
  return machine.look(`nsenter -t ${incusd.pid} -m sh -c '${command}'`);
}
const modeOfPool = () => lookAtPool(`cat /sys/fs/btrfs/$(findmnt -nro UUID ${POOL})/qgroups/mode`).trim();

beforeEach(async () => {
  machine = await openNamespaces(folder.path);
});

afterEach(async () => {
  const gone = incusd && once(incusd, "exit");
  incusd?.kill("SIGKILL");
  await gone;
  await machine?.close();
  folder.remove();
});

const apart = ["unshare", "--mount", "--propagation", "private"];

it.each([
  ["where Slipway sees its mounts", []],
  ["in a mount namespace of its own", apart],
])(
  "a pool that root has a serving Incus make, %s, has simple quotas, and a full disk in it is told",
  async (_where, under) => {
    serve(under);
    const { socket, ...made } = await makePool([]);
    expect(socket).toBe("/var/lib/incus/unix.socket");
    expect(made).toEqual({ said: [], before: "simple", after: "simple" });
    expect(modeOfPool()).toBe("squota");
    const filled = lookAtPool(
      `dd if=/dev/zero of=${POOL}/custom/default_disk/rest bs=1M 2>&1 || sync -f ${POOL}`,
    );
    expect(filled).toMatch(/quota exceeded/i);
    const incus = createIncusAdmin({ socket: `${folder.path}/lib/incus/unix.socket` });
    const state = await incus.call("GET", "/1.0/storage-pools/slipway/volumes/custom/disk/state");
    await incus.dispose();
    const { used } = VolumeState.parse(state).usage;
    expect(decideDiskFull({ ...NOTHING, diskBytes: used, diskLimitBytes: DISK_BYTES })).toBe(true);
  },
);

it("a person whom it admits without root is told that the pool they have it make gets full quotas", async () => {
  serve([]);
  const made = await makePool(asNobody(0));
  expect(made.said).toEqual([
    "the pool gets btrfs' full quotas, as only root can give it simple ones: npm run doctor says what follows",
  ]);
  expect([made.before, made.after, modeOfPool()]).toEqual(["off", "full", "qgroup"]);
});
