import { expect, vi } from "vitest";
import { foldersOnTheWay, parentPath } from "../../app/client/sandbox-path.ts";
import { decideTerminal } from "../../app/workspace/terminals/decide-terminal.ts";
import { planTyping } from "../../app/workspace/terminals/typing-plan.ts";
import {
  LabComponent,
  type LabElement,
  type LabText,
  type SessionView,
} from "../../runtime/protocol/index.ts";
import type { LabLearner } from "./lab-learner.ts";
import { attachProbe, type TerminalProbe } from "./terminal-probe.ts";

const elements = (text: LabText): LabElement[] =>
  text.flatMap((node) => (typeof node === "string" ? [] : [node, ...elements(node.children ?? [])]));

/** What a learner's hand does on the page of a lab in a session: it presses the buttons of the text. */
export function createLabHand(learner: LabLearner, id: string) {
  const probes = new Map<string, TerminalProbe>();
  const session = () => learner.ask<SessionView>(`/api/sessions/${id}`);

  async function terminal(wanted: Parameters<typeof decideTerminal>[2]): Promise<TerminalProbe> {
    const decision = decideTerminal((await session()).terminals, null, wanted);
    const terminalId =
      decision.kind === "shown"
        ? decision.id
        : (
            await learner.ask<{ id: string }>(
              `/api/sessions/${id}/terminals`,
              learner.json("POST", { node: decision.node, title: decision.title }),
            )
          ).id;
    const known = probes.get(terminalId);
    if (known) return known;
    const socket = learner.browser.socket(`/ws/sessions/${id}`);
    const probe = await attachProbe(socket, terminalId, { fromOffset: 0 });
    probes.set(terminalId, probe);
    await probe.waitFor("# ");
    return probe;
  }

  async function press(request: Parameters<typeof planTyping>[0] & Parameters<typeof decideTerminal>[2]) {
    const probe = await terminal(request);
    const { before, keys } = planTyping(request, probe.text.includes("\u001b[?2004h"));
    probe.type(before + keys);
    return probe;
  }

  const shown = async () => {
    const { current } = await learner.run(id);
    return elements((await learner.step(id, current)).text);
  };

  return {
    terminal,
    /** The step's elements with this tag, as the page has them. */
    all: async <Tag extends keyof typeof LabComponent>(tag: Tag) =>
      (await shown()).flatMap((one) =>
        one.tag === tag ? [LabComponent[tag].parse(one.attributes ?? {})] : [],
      ),
    /** Goes to a step and waits for what the lab does there; what it types itself is typed. */
    async arrive(index: number): Promise<void> {
      if ((await learner.run(id)).current !== index) await learner.post(id, "enter", { index });
      await vi.waitFor(
        async () => {
          const { busy, setup, steps } = await learner.run(id);
          expect({ busy, setup: setup.state }).not.toMatchObject({ setup: "running" });
          expect(busy).toBeNull();
          if (index < steps.length) expect(steps[index]?.canRestore).toBe(true);
        },
        { timeout: 120_000, interval: 250 },
      );
      const { foreground } = await learner.step(id, index);
      if (foreground !== null) await press({ text: foreground, terminal: "1" });
    },
    /** Presses Run of the code that has these words. */
    async run(words: string): Promise<TerminalProbe> {
      for (const { tag, attributes = {} } of await shown()) {
        if (tag !== "code-block" && tag !== "inline-code") continue;
        if (!String(attributes.text).includes(words)) continue;
        const { data } =
          tag === "code-block"
            ? LabComponent["code-block"].safeParse(attributes)
            : LabComponent["inline-code"].safeParse(attributes);
        const runs = data && ("actions" in data ? data.actions.includes("run") : data.action === "run");
        if (data && runs) return press(data);
      }
      throw new Error(`nothing to run with ${JSON.stringify(words)}`);
    },
    /** Presses Save of the code for this file; folders that are missing are made. */
    async save(path: string): Promise<void> {
      for (const { tag, attributes = {} } of await shown()) {
        if (tag !== "code-block" || attributes.path !== path) continue;
        for (const folder of foldersOnTheWay(parentPath(path), "/root"))
          await learner.browser.fetch(
            `/api/sessions/${id}/files/folders`,
            learner.json("POST", { node: "node1", path: folder }),
          );
        const query = new URLSearchParams({ node: "node1", path });
        const answer = await learner.browser.fetch(`/api/sessions/${id}/files/content?${query}`, {
          method: "PUT",
          headers: { "content-type": "application/octet-stream" },
          body: `${attributes.text}\n`,
        });
        expect(answer.status).toBeLessThan(300);
        return;
      }
      throw new Error(`nothing to save as ${path}`);
    },
    /** Where the preview of a port is opened. */
    async preview(node: string, port: number): Promise<string> {
      const body = learner.json("POST", { node, port });
      return (await learner.ask<{ url: string }>(`/api/sessions/${id}/previews`, body)).url;
    },
    close: () => {
      for (const probe of probes.values()) probe.close();
    },
  };
}

export type LabHand = ReturnType<typeof createLabHand>;
