import { buffer, text } from "node:stream/consumers";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { newSandboxId, newSessionId } from "../../runtime/common/ids.ts";
import type { SandboxId, SessionId } from "../../runtime/protocol/index.ts";
import type { CreateSandbox, SandboxDriver } from "../../runtime/sandboxes/sandbox-driver.ts";
import { savedStatesContract } from "./saved-states.ts";

export interface ContractOptions {
  driver: SandboxDriver;
  /** False where commands are not truly run: then what needs a shell is left out. */
  runsCommands: boolean;
}

const LIMITS = { memoryBytes: 1024 ** 3, cpuCores: 1, processes: 500, diskBytes: 2 * 1024 ** 3 };

/** What every SandboxDriver must do. Removes all it made, also when a test fails. */
export function sandboxDriverContract(name: string, { driver, runsCommands }: ContractOptions): void {
  const made = new Set<SandboxId>();
  const networks = new Set<SessionId>();

  const create = (change: Partial<CreateSandbox> = {}) => {
    const request: CreateSandbox = {
      sandboxId: newSandboxId(),
      node: "node1",
      egress: "none",
      limits: LIMITS,
      warm: true,
      ...change,
    };
    made.add(request.sandboxId);
    return driver.create(request);
  };

  const cleanUp = async () => {
    await Promise.all([...made].map((sandboxId) => driver.delete(sandboxId)));
    made.clear();
    for (const sessionId of networks) await driver.removeNetwork(sessionId);
    networks.clear();
  };

  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => "resolved",
      (error: { code?: string }) => error.code ?? String(error),
    );

  const run = async (sandboxId: SandboxId, script: string) => {
    const exec = await driver.exec(sandboxId, { command: ["sh", "-c", script] });
    exec.data.end();
    const [output, errors, status] = await Promise.all([
      text(exec.data),
      exec.stderr ? text(exec.stderr) : "",
      exec.exited,
    ]);
    return { output: output.trim(), errors: errors.trim(), status };
  };

  /** As the pool does: frozen is what has booted. A process caught in vfork while it boots cannot be frozen on cgroup v1. */
  const booted = async (sandboxId: SandboxId) => {
    if (!runsCommands) return;
    const { status } = await run(
      sandboxId,
      "timeout 60 sh -c 'until docker info; do sleep 0.2; done' && sleep 0.5",
    );
    expect(status).toBe(0);
  };

  describe(`${name} as a SandboxDriver`, () => {
    afterEach(cleanUp);
    afterAll(async () => {
      await cleanUp();
      driver.dispose();
    });

    it("creates a running sandbox that list and get find again by its labels", async () => {
      const sessionId = newSessionId();
      const record = await create({ sessionId, node: "node2", warm: false });
      expect(record).toMatchObject({ status: "running", labels: { sessionId, node: "node2", warm: false } });
      expect(record.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      expect(await driver.get(record.labels.sandboxId)).toEqual(record);
      expect(await driver.list()).toContainEqual(record);
    });

    it("gives sandboxes that are made at the same time addresses of their own", async () => {
      const records = await Promise.all([create(), create(), create()]);
      expect(new Set(records.map(({ address }) => address)).size).toBe(3);
    });

    it("freezes a warm sandbox and gives it, running, to one session only", async () => {
      const { labels, address } = await create();
      await booted(labels.sandboxId);
      await driver.freeze(labels.sandboxId);
      expect((await driver.get(labels.sandboxId))?.status).toBe("frozen");
      const [one, two] = [newSessionId(), newSessionId()];
      const results = await Promise.allSettled([
        driver.claim(labels.sandboxId, one),
        driver.claim(labels.sandboxId, two),
      ]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      const claimed = await driver.get(labels.sandboxId);
      expect(claimed).toMatchObject({ status: "running", address, labels: { warm: false } });
      expect([one, two]).toContain(claimed?.labels.sessionId);
      expect(await codeOf(driver.claim(labels.sandboxId, newSessionId()))).toBe("sandbox.failed");
    });

    it("stops, starts and freezes; doing so twice is no error", async () => {
      const { labels } = await create();
      const status = async () => (await driver.get(labels.sandboxId))?.status;
      await driver.start(labels.sandboxId);
      await booted(labels.sandboxId);
      await driver.freeze(labels.sandboxId);
      await driver.freeze(labels.sandboxId);
      expect(await status()).toBe("frozen");
      await driver.start(labels.sandboxId);
      expect(await status()).toBe("running");
      await driver.stop(labels.sandboxId);
      await driver.stop(labels.sandboxId);
      expect(await status()).toBe("stopped");
      expect((await driver.usage(labels.sandboxId)).initPid).toBe(0);
      await driver.start(labels.sandboxId);
      expect(await status()).toBe("running");
      expect((await driver.usage(labels.sandboxId)).initPid).toBeGreaterThan(0);
    });

    it("deletes a running, a frozen and an absent sandbox", async () => {
      const [running, frozen] = await Promise.all([create(), create()]);
      await booted(frozen.labels.sandboxId);
      await driver.freeze(frozen.labels.sandboxId);
      await Promise.all([driver.delete(running.labels.sandboxId), driver.delete(frozen.labels.sandboxId)]);
      await driver.delete(running.labels.sandboxId);
      const left = (await driver.list()).map(({ labels }) => labels.sandboxId);
      expect(left).not.toContain(running.labels.sandboxId);
      expect(left).not.toContain(frozen.labels.sandboxId);
      expect(await driver.get(running.labels.sandboxId)).toBeUndefined();
    });

    it("says sandbox.not-found of what does not exist", async () => {
      const absent = newSandboxId();
      expect(await codeOf(driver.claim(absent, newSessionId()))).toBe("sandbox.not-found");
      expect(await codeOf(driver.freeze(absent))).toBe("sandbox.not-found");
      expect(await codeOf(driver.start(absent))).toBe("sandbox.not-found");
      expect(await codeOf(driver.stop(absent))).toBe("sandbox.not-found");
      expect(await codeOf(driver.usage(absent))).toBe("sandbox.not-found");
      expect(await codeOf(driver.exec(absent, { command: ["true"] }))).toBe("sandbox.not-found");
      await driver.delete(absent);
      await driver.removeNetwork(newSessionId());
    });

    it("refuses to run a command in a stopped sandbox", async () => {
      const { labels } = await create();
      await driver.stop(labels.sandboxId);
      expect(await codeOf(driver.exec(labels.sandboxId, { command: ["true"] }))).toBe("sandbox.failed");
    });

    it("joins nodes on a private network that is listed until it is removed", async () => {
      const sessionId = newSessionId();
      networks.add(sessionId);
      const nodes = (await Promise.all([create(), create({ node: "node2" })])).map(({ labels }) => labels);
      await driver.connectNodes(sessionId, nodes.slice(0, 1));
      await driver.connectNodes(sessionId, nodes);
      await driver.connectNodes(sessionId, nodes);
      expect(await driver.listNetworks()).toContain(sessionId);
      if (runsCommands) {
        const [first, second] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
        const reach =
          "getent hosts node2 | wc -l; python3 -c \"import socket; socket.create_connection(('node2',22),2)\"";
        expect(await run(first.sandboxId, reach)).toMatchObject({
          output: "1",
          errors: expect.stringMatching(/refused/i),
        });
        await driver.stop(second.sandboxId);
        await driver.start(second.sandboxId);
        for (const { sandboxId, node } of nodes)
          expect((await run(sandboxId, "ip -4 -brief addr show eth1")).output).toContain(
            ` ${driver.privateAddress(node)}/`,
          );
        expect(await run(first.sandboxId, reach)).toMatchObject({
          errors: expect.stringMatching(/refused/i),
        });
        expect((await run(second.sandboxId, "grep -c node1 /etc/hosts")).output).not.toBe("0");
      }
      await Promise.all(nodes.map(({ sandboxId }) => driver.delete(sandboxId)));
      await driver.removeNetwork(sessionId);
      expect(await driver.listNetworks()).not.toContain(sessionId);
    });

    savedStatesContract({ driver, runsCommands, create, run, codeOf, networks });

    if (!runsCommands) return;
    describe("running commands", () => {
      it("keeps stdout, stderr and the exit status apart, with HOME, PATH and TERM set", async () => {
        const { labels } = await create();
        expect(await run(labels.sandboxId, "echo $HOME $TERM; pwd; echo bad >&2; exit 7")).toEqual({
          output: "/root xterm-256color\n/root",
          errors: "bad",
          status: 7,
        });
      });

      it("hands every byte of a large input through and back", async () => {
        const { labels } = await create();
        const exec = await driver.exec(labels.sandboxId, { command: ["cat"] });
        const sent = Buffer.alloc(8 * 1024 ** 2, "0123456789abcdef\n");
        const received = buffer(exec.data);
        exec.data.end(sent);
        expect((await received).equals(sent)).toBe(true);
        expect(await exec.exited).toBe(0);
      });

      it("stops a flood that nobody reads, and loses none of it", async () => {
        const { labels } = await create();
        const exec = await driver.exec(labels.sandboxId, {
          command: ["sh", "-c", "seq 1 3000000; echo written > /tmp/done"],
          tty: { cols: 80, rows: 24 },
        });
        const state = await run(labels.sandboxId, "sleep 1; cat /tmp/done 2>/dev/null || echo waiting");
        expect(state.output).toBe("waiting");
        const lines = (await text(exec.data)).trim().split("\r\n");
        expect(lines.length).toBe(3_000_000);
        expect(lines.at(-1)).toBe("3000000");
        expect(await exec.exited).toBe(0);
      });

      it("resizes a terminal, signals it, and kills its process with the connection", async () => {
        const { labels } = await create();
        const script = "trap 'stty size' WINCH; trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done";
        const exec = await driver.exec(labels.sandboxId, {
          command: ["bash", "-c", script],
          tty: { cols: 80, rows: 24 },
        });
        const seen = (words: string) =>
          new Promise<void>((resolve) =>
            exec.data.on("data", (bytes: Buffer) => bytes.includes(words) && resolve()),
          );
        await seen("ready");
        exec.resize(100, 40);
        await seen("40 100");
        exec.signal(15);
        expect(await exec.exited).toBe(3);

        const second = await driver.exec(labels.sandboxId, { command: ["sleep", "9876"] });
        second.destroy();
        expect(await second.exited).not.toBe(0);
        const wait =
          "for i in $(seq 100); do pgrep -f 'sleep 987[6]' >/dev/null || { echo gone; break; }; sleep 0.05; done";
        expect((await run(labels.sandboxId, wait)).output).toBe("gone");
      });

      it("tells -1 when the sandbox goes away under a command", async () => {
        const { labels } = await create();
        const exec = await driver.exec(labels.sandboxId, {
          command: ["sleep", "1000"],
          tty: { cols: 80, rows: 24 },
        });
        exec.data.resume();
        await driver.delete(labels.sandboxId);
        expect(await exec.exited).not.toBe(0);
      });
    });
  });
}
