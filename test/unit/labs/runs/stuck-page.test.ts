import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { createLabWorld } from "../../../support/lab-world.ts";

it("a page that does not read is let go before what it is told fills the memory", async () => {
  const world = await createLabWorld();
  try {
    const learner = world.someone();
    const id = await learner.begin();
    const socket = learner.browser.socket(`/ws/sessions/${id}`);
    await new Promise((resolve) => socket.once("open", resolve));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    (socket as unknown as { _socket: Socket })._socket.pause();
    const values = (from: number) =>
      Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`v${from + at}`, "x".repeat(2000)]));
    for (const from of [0, 25, 50, 70]) await learner.put(id, "variables", { values: values(from) });
    // Each is told whole: 200 kB. What the kernel takes is some megabytes.
    for (let change = 0; change < 80; change++) {
      await learner.put(id, "variables", { values: { v0: String(change) } });
    }
    (socket as unknown as { _socket: Socket })._socket.resume();
    await closed;
    const again = learner.page(id);
    await expect.poll(() => again.told.at(-1)?.variables.v0).toBe("79");
    again.close();
  } finally {
    await world.close();
  }
}, 60_000);
