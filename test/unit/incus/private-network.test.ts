import { expect, it } from "vitest";
import { newSessionId } from "../../../runtime/common/ids.ts";
import type { Installation } from "../../../runtime/engine/installation.ts";
import type { IncusClient } from "../../../runtime/incus/incus-client.ts";
import { incusFailure } from "../../../runtime/incus/incus-failure.ts";
import { connectNodes } from "../../../runtime/incus/private-network.ts";

const VANISHED =
  'Failed to delete bridge children interfaces: Failed to run: ip -d -j link show veth4: exit status 1 (Device "veth4" does not exist.)';
const installation = { copyId: "copy", networks: {} } as Installation;

/** Makes a network by an Incus that answers as listed, then well; resolves with how often it was asked. */
async function asked(answers: string[]): Promise<number> {
  let times = 0;
  const run = async (_method: string, path: string) => {
    if (path !== "/networks") return;
    const answer = answers[times++];
    if (answer !== undefined) throw incusFailure("POST /networks", 400, answer);
  };
  await connectNodes({ run } as Partial<IncusClient> as IncusClient, installation, newSessionId(), []);
  return times;
}

it("a network is made again when an interface of the machine went meanwhile, but not for ever", async () => {
  expect(await asked([])).toBe(1);
  expect(await asked([VANISHED, VANISHED])).toBe(3);
  await expect(asked(Array.from({ length: 9 }, () => VANISHED))).rejects.toThrow("does not exist");
});

it("a network that is there is taken, and another refusal is told at once", async () => {
  expect(await asked(["The network already exists"])).toBe(1);
  await expect(asked(["no such driver"])).rejects.toThrow("no such driver");
});
