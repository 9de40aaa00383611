import { afterEach, describe, expect, it } from "vitest";
import { newSandboxId, newSessionId } from "../../runtime/common/ids.ts";
import type { SandboxId, SessionId } from "../../runtime/protocol/index.ts";
import type { CreateSandbox, SandboxDriver, SandboxRecord } from "../../runtime/sandboxes/sandbox-driver.ts";

export interface SavedStatesOptions {
  driver: SandboxDriver;
  runsCommands: boolean;
  /** Makes a warm sandbox that is removed after the test. */
  create: (change?: Partial<CreateSandbox>) => Promise<SandboxRecord>;
  run: (sandboxId: SandboxId, script: string) => Promise<{ output: string; errors: string; status: number }>;
  codeOf: (promise: Promise<unknown>) => Promise<string>;
  /** Private networks named here are removed after the test. */
  networks: Set<SessionId>;
}

/** Init has begun when a sandbox is made; this is when it has brought up the network. */
const NETWORK_UP = "timeout 10 sh -c 'until ip -4 -brief addr show eth0 | grep -q /; do sleep 0.05; done'";

/** What every SandboxDriver must do with snapshots and own templates. */
export function savedStatesContract(options: SavedStatesOptions): void {
  const { driver, runsCommands, create, run, codeOf, networks } = options;
  const templates = new Set<string>();
  const templateName = (): string => {
    const name = `tpl-${newSandboxId().replace("_", "-")}`;
    templates.add(name);
    return name;
  };
  const ok = async (sandboxId: SandboxId, script: string) => {
    if (!runsCommands) return undefined;
    const { output, errors, status } = await run(sandboxId, script);
    expect({ errors, status }).toMatchObject({ status: 0 });
    return output;
  };

  describe("saved states", () => {
    afterEach(async () => {
      for (const name of templates) await driver.deleteTemplate(name);
      templates.clear();
    });

    it("brings files back as they were at a snapshot, as often as wanted", async () => {
      const { labels, address } = await create();
      const id = labels.sandboxId;
      await ok(id, "echo one > /root/a; echo gone > /root/b");
      await driver.snapshot(id, "step-1");
      await ok(id, "echo two > /root/a; rm /root/b; touch /root/c");
      await driver.snapshot(id, "step-2");
      expect((await driver.listSnapshots(id)).map(({ name }) => name)).toEqual(["step-1", "step-2"]);
      for (let time = 0; time < 2; time++) {
        await driver.restore(id, "step-1");
        expect(await driver.get(id)).toMatchObject({ status: "running", address, labels });
        if (runsCommands) expect(await ok(id, "cd /root; cat a b; ls")).toBe("one\ngone\na\nb");
        await ok(id, "rm /root/a /root/b");
      }
      await driver.restore(id, "step-2");
      if (runsCommands) expect(await ok(id, "cd /root; cat a; ls")).toBe("two\na\nc");
    });

    it("replaces a snapshot of the same name, and forgets one that is deleted", async () => {
      const { labels } = await create();
      const id = labels.sandboxId;
      await driver.snapshot(id, "step-1");
      await ok(id, "echo new > /root/a");
      await driver.snapshot(id, "step-1");
      expect(await driver.listSnapshots(id)).toHaveLength(1);
      await ok(id, "rm /root/a");
      await driver.restore(id, "step-1");
      if (runsCommands) expect(await ok(id, "cat /root/a")).toBe("new");
      await driver.deleteSnapshot(id, "step-1");
      await driver.deleteSnapshot(id, "step-1");
      expect(await driver.listSnapshots(id)).toEqual([]);
      expect(await codeOf(driver.restore(id, "step-1"))).toBe("snapshot.not-found");
      expect((await driver.get(id))?.status).toBe("running");
    });

    it("keeps what a sandbox became after the snapshot: whose it is, and its private network", async () => {
      const { labels } = await create();
      const id = labels.sandboxId;
      await driver.snapshot(id, "step-0");
      const sessionId = newSessionId();
      networks.add(sessionId);
      const claimed = await driver.claim(id, sessionId);
      await driver.connectNodes(sessionId, [{ node: labels.node, sandboxId: id }]);
      await driver.restore(id, "step-0");
      expect(await driver.get(id)).toEqual(claimed);
      if (runsCommands) {
        const here = driver.privateAddress(labels.node);
        expect(await ok(id, "ip -4 -brief addr show eth1")).toContain(` ${here}/`);
        expect(await ok(id, `${NETWORK_UP}; ip -4 -brief addr show eth0`)).toContain(` ${claimed.address}/`);
      }
    });

    it("makes sandboxes of a template that outlives what it was saved from, and is no sandbox itself", async () => {
      const session = newSessionId();
      networks.add(session);
      const source = await create({ sessionId: session, warm: false });
      const id = source.labels.sandboxId;
      await driver.connectNodes(session, [{ node: "node1", sandboxId: id }]);
      await ok(id, "echo kept > /root/a");
      await driver.snapshot(id, "step-1");
      await ok(id, "echo later > /root/a");
      const [early, late] = [templateName(), templateName()];
      await driver.saveTemplate(id, early, "step-1");
      await driver.saveTemplate(id, late);
      expect(await driver.listSnapshots(id)).toHaveLength(1);
      await driver.delete(id);
      await driver.removeNetwork(session);

      const { node, egress, template: from } = source.labels;
      const saved = (await driver.listTemplates()).filter(({ name }) => templates.has(name));
      expect(saved).toEqual([
        expect.objectContaining({ name: early, node, egress, from }),
        expect.objectContaining({ name: late, node, egress, from }),
      ]);
      const listed = (await driver.list()).map(({ labels }) => labels.sandboxId);
      expect(listed).not.toContain(id);

      const clones = [
        await create({ template: early, node: "node2" }),
        await create({ template: late }),
        await create({ template: late }),
      ];
      expect(clones.map(({ labels }) => labels.template)).toEqual([early, late, late]);
      expect(clones[0]?.labels).not.toHaveProperty("sessionId");
      expect(await driver.list()).toEqual(expect.arrayContaining(clones));
      if (!runsCommands) return;
      const seen = await Promise.all(
        clones.map(async ({ labels, address }) => {
          const script = `${NETWORK_UP}; cat /root/a /etc/machine-id; hostname; getent hosts $(hostname); ip -4 -brief addr show eth0`;
          const [text, machine, name, hosts, network] = ((await ok(labels.sandboxId, script)) ?? "").split(
            "\n",
          );
          expect(network).toContain(` ${address}/`);
          expect(hosts).toMatch(/^127\.0\.1\.1 /);
          return { text, machine, name };
        }),
      );
      expect(seen.map(({ text }) => text)).toEqual(["kept", "later", "later"]);
      expect(seen.map(({ name }) => name)).toEqual(["node2", "node1", "node1"]);
      expect(new Set(seen.map(({ machine }) => machine)).size).toBe(3);
    });

    it("replaces a template of the same name, and lets clones of a deleted one live", async () => {
      const { labels } = await create();
      const id = labels.sandboxId;
      const name = templateName();
      await driver.saveTemplate(id, name);
      await ok(id, "echo new > /root/a");
      await driver.stop(id);
      await driver.saveTemplate(id, name);
      expect((await driver.listTemplates()).filter((one) => one.name === name)).toHaveLength(1);
      const clone = await create({ template: name });
      await driver.deleteTemplate(name);
      await driver.deleteTemplate(name);
      if (runsCommands) expect(await ok(clone.labels.sandboxId, "cat /root/a")).toBe("new");
      expect(await codeOf(create({ template: name }))).toBe("template.not-found");
    });

    it("says what is not there, and refuses names that could be something else", async () => {
      const absent = newSandboxId();
      const { labels } = await create();
      const id = labels.sandboxId;
      expect(await codeOf(driver.snapshot(absent, "step-1"))).toBe("sandbox.not-found");
      expect(await codeOf(driver.restore(absent, "step-1"))).toBe("sandbox.not-found");
      expect(await codeOf(driver.listSnapshots(absent))).toBe("sandbox.not-found");
      expect(await codeOf(driver.saveTemplate(absent, templateName()))).toBe("sandbox.not-found");
      expect(await codeOf(driver.saveTemplate(id, templateName(), "step-9"))).toBe("snapshot.not-found");
      await driver.deleteSnapshot(absent, "step-1");
      for (const name of ["", "../x", "a/b", "A", "x y", "step-", "x".repeat(41)]) {
        expect(await codeOf(driver.snapshot(id, name))).toBe("input.invalid");
        expect(await codeOf(driver.restore(id, name))).toBe("input.invalid");
        expect(await codeOf(driver.deleteSnapshot(id, name))).toBe("input.invalid");
      }
      for (const name of [
        "",
        id.replace("_", "-"),
        "tpl-",
        "tpl-a/ready",
        "run-../x",
        `tpl-${"x".repeat(60)}`,
      ]) {
        expect(await codeOf(driver.saveTemplate(id, name))).toBe("input.invalid");
        expect(await codeOf(driver.deleteTemplate(name))).toBe("input.invalid");
        expect(await codeOf(create({ template: name }))).toBe("input.invalid");
      }
    });
  });
}
