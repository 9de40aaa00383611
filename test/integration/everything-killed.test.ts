import { mkdirSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type OwnNamespaces, openNamespaces } from "../support/own-namespaces.ts";
import { runScript, type ScriptRun, temporaryFolder } from "../support/start-script.ts";

/**
 * A machine in namespaces of the test's own, on which everything is killed at once: incusd, lxcfs, dnsmasq and the sandboxes'
 * first processes go with their pid namespace; mounts, bridges, rules, pid files and Incus' rows stay.
 */
const folder = temporaryFolder("killed");
const fixture = "test/fixtures/machine-of-its-own.ts";
let machine: OwnNamespaces;

const run = (what: string, under: string[]): ScriptRun =>
  runScript(fixture, [what], {
    environment: { SLIPWAY_DATA_DIR: `${folder.path}/data` },
    under: [...machine.inside, ...under],
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
  machine = await openNamespaces(folder.path);
});

afterEach(async () => {
  await machine?.close();
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
  expect(machine.look("ip -br link | grep ^sw")).toBe("");
  expect(machine.look("grep slipway /proc/mounts | grep -v /tmp/")).toBe("");
  expect(machine.look("ls /var/lib/slipway /run/slipway 2>/dev/null")).toBe("");
  expect(machine.look("nft list ruleset | grep sw")).toBe("");
});
