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

const run = (what: string, under: string[], copy = "data"): ScriptRun =>
  runScript(fixture, [what], {
    environment: { SLIPWAY_DATA_DIR: `${folder.path}/${copy}` },
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

async function ended(script: ScriptRun): Promise<string> {
  expect(await script.exited, script.output()).toBe(0);
  return script.output();
}
/** What of Slipway is in the kernel: bridges, mounts, rules. */
const running = () =>
  machine.look(
    "ip -br link | grep ^sw; grep slipway /proc/mounts | grep -v /tmp/; nft list ruleset | grep sw",
  );
const onDisk = () => machine.look("ls /var/lib/slipway /run/slipway 2>/dev/null");

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
  await ended(run("purge", []));
  expect(running()).toBe("");
  expect(onDisk()).toBe("");
});

it("keeps what a stopped copy goes on with, also when everything was killed before and when another copy is purged", async () => {
  const first = run("make", killable);
  await first.printed("made");
  await killAll(first);
  expect(await ended(run("stop", killable))).toContain("stopping the engine");
  expect(running()).toBe("");
  expect(await ended(run("purge", killable, "another"))).toContain("stopping the engine");
  expect(running()).toBe("");
  const second = run("go-on", killable);
  await second.printed("has goes-on Running, run-kept-a Stopped\n");
  await killAll(second);
  expect(await ended(run("purge", killable, "another"))).toContain("the engine stays: 1 other");
  await ended(run("purge", []));
  expect(running()).toBe("");
  expect(onDisk()).toBe("");
});
