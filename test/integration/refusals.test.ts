import { once } from "node:events";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { afterAll, expect, it } from "vitest";
import { asNobody, runScript, temporaryFolder } from "../support/start-script.ts";

/** Each refusal by the script that a person runs: a sentence, what to do, exit code 1, and nothing made. */
const folder = temporaryFolder("refused");
const dataDir = `${folder.path}/data`;
afterAll(() => folder.remove());

async function refusal(
  environment: Record<string, string>,
  under: string[] = [],
  script = "scripts/start.ts",
): Promise<string[]> {
  const run = runScript(script, [], {
    environment: { PORT: "0", SLIPWAY_DATA_DIR: dataDir, ...environment },
    under,
  });
  expect(await run.exited).toBe(1);
  expect(run.output()).not.toMatch(/^\s+at /m);
  expect(existsSync(dataDir)).toBe(false);
  return run.output().trim().split("\n");
}

it("a wrong value in the configuration: a line for each", async () => {
  expect(await refusal({ PORT: "abc", SLIPWAY_WARM: "many" })).toEqual([
    "The configuration is not valid:",
    "PORT=abc must be a whole number from 0 to 65535",
    "SLIPWAY_WARM=many must be a whole number from 0 to 50",
    "Correct or unset these environment variables.  [input.invalid]",
  ]);
});

it("a port that is taken, with another to choose", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  const lines = await refusal({ PORT: String(port), HOST: "127.0.0.1" });
  other.close();
  expect(lines).toEqual([
    `Port ${port} on 127.0.0.1 is in use by another program.`,
    expect.stringContaining(`PORT=${port < 65_535 ? port + 1 : 3000} npm start`),
  ]);
});

it("an address that this machine has not", async () => {
  const lines = await refusal({ HOST: "192.0.2.1", PORT: "3000" });
  expect(lines[0]).toBe("Slipway cannot listen on port 3000 of 192.0.2.1 (EADDRNOTAVAIL).");
});

it("neither root nor admitted by an Incus", async () => {
  const lines = await refusal({ HOME: folder.path }, asNobody());
  expect(lines[0]).toBe("Setting up the engine needs root, and no Incus on this machine admits you.");
  expect(lines[1]).toContain("[setup.not-root]");
});

it("an Incus that was named and does not answer", async () => {
  const lines = await refusal({ SLIPWAY_INCUS_SOCKET: "/nonexistent/unix.socket" });
  expect(lines[0]).toContain("SLIPWAY_INCUS_SOCKET=/nonexistent/unix.socket");
});

it("packages that are missing on a machine without a network", async () => {
  // A network and a mount namespace of the test's own: nothing serves there, incusd is not installed, apt reaches nobody.
  const hide =
    "for folder in /usr/libexec/incus /var/lib/slipway /run/slipway /var/lib/apt/lists /etc/apt/sources.list.d; do mkdir -p $folder; mount -t tmpfs tmpfs $folder; done";
  const main = 'echo "deb http://mirror.invalid/debian trixie main" > /etc/apt/sources.list.d/x.list';
  const alone = ["unshare", "--mount", "--net", "sh", "-c", `${hide}; ${main}; exec "$@"`, "sh"];
  const run = runScript("scripts/start.ts", [], {
    environment: { PORT: "0", SLIPWAY_DATA_DIR: dataDir },
    under: alone,
  });
  expect(await run.exited).toBe(1);
  expect(run.output()).toContain("The machine's package source cannot be reached, and packages are missing.");
  expect(run.output()).toMatch(/install these by hand: incus-base.*\[setup.no-network\]/);
  rmSync(dataDir, { recursive: true });
});

it("the doctor says what there is, and makes nothing", async () => {
  const before = readdirSync(folder.path);
  for (const under of [[], asNobody()]) {
    const doctor = runScript("scripts/doctor.ts", [], {
      environment: { SLIPWAY_DATA_DIR: dataDir, HOME: folder.path },
      under,
    });
    expect(await doctor.exited).toBe(0);
    for (const word of ["kernel", "cgroup", "btrfs", "AppArmor", "KVM", "IPVS", "memory", "free", "Incus"])
      expect(doctor.output()).toMatch(new RegExp(`^  [✓!] .*${word}.*: `, "m"));
    expect(doctor.output()).toContain(dataDir);
  }
  expect(readdirSync(folder.path)).toEqual(before);
});
