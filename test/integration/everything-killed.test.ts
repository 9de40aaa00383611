import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runScript, type ScriptRun, temporaryFolder } from "../support/start-script.ts";

/**
 * A machine in namespaces of the test's own, on which everything is killed at once: incusd, lxcfs, dnsmasq and the sandboxes'
 * first processes go with their pid namespace; mounts, bridges, rules, pid files and Incus' rows stay.
 */
const folder = temporaryFolder("killed");
const fixture = "test/fixtures/machine-of-its-own.ts";
const repository = resolve(".");
let holder: ReturnType<typeof spawn>;

/** /var/lib is empty and lxcfs is not there; sysfs shows the new network, with the host's cgroups in it. */
const PREPARE = `set -e
mkdir -p ${folder.path}/cg ${folder.path}/lib/lxcfs
mount --rbind /sys/fs/cgroup ${folder.path}/cg
for path in $(grep -o ' /var/lib/[^ ]*' /proc/mounts | sort -r); do umount -l "$path"; done
mount --bind ${folder.path}/lib /var/lib
mount -t tmpfs tmpfs /run
umount -R -l /sys && mount -t sysfs sysfs /sys && mount --rbind ${folder.path}/cg /sys/fs/cgroup
ip link set lo up
mount --make-rshared / && mount --make-private /proc
echo ready
exec sleep 100000`;

const inside = () => ["nsenter", "-t", String(holder.pid), "-m", "-n", `--wdns=${repository}`];
const run = (what: string, under: string[]): ScriptRun =>
  runScript(fixture, [what], {
    environment: { SLIPWAY_DATA_DIR: `${folder.path}/data` },
    under: [...inside(), ...under],
  });
/**
 * Everything that it starts, detached or not, ends when it is killed. What it mounts is mounted in the test's namespace as
 * well, and stays; only its /proc is its own.
 */
const killable = [
  ...["unshare", "--pid", "--fork", "--kill-child=KILL", "--mount", "--propagation", "unchanged"],
  ...["sh", "-c", 'mount -t proc proc /proc; exec "$@"', "sh"],
];

async function killAll(made: ScriptRun): Promise<void> {
  made.signal("SIGKILL");
  await made.exited;
}

beforeEach(async () => {
  mkdirSync(`${folder.path}/data`, { recursive: true });
  holder = spawn("unshare", ["--mount", "--net", "--propagation", "private", "sh", "-c", PREPARE], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (holder.stdout) await once(holder.stdout, "data");
});

afterEach(async () => {
  const gone = once(holder, "exit");
  holder.kill("SIGKILL");
  await gone;
  folder.remove();
});

it("comes up again after everything was killed, also incusd and lxcfs alone, and can be purged after everything was killed", async () => {
  const first = run("make", killable);
  await first.printed("made");
  await killAll(first);
  const second = run("again", killable);
  await second.printed("up again");
  await killAll(second);
  const purge = run("purge", []);
  expect(await purge.exited, purge.output()).toBe(0);
  const look = (command: string) =>
    spawnSync("nsenter", [...inside().slice(1), "sh", "-c", command], { encoding: "utf8" }).stdout;
  expect(look("ip -br link | grep ^sw")).toBe("");
  expect(look("grep slipway /proc/mounts | grep -v /tmp/")).toBe("");
  expect(look("ls /var/lib/slipway /run/slipway 2>/dev/null")).toBe("");
  expect(look("nft list ruleset | grep sw")).toBe("");
});
