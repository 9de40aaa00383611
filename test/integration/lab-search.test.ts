import { join } from "node:path";
import { expect, it } from "vitest";
import type { LabCard } from "../../runtime/protocol/index.ts";
import { startFakeServer } from "../support/fake-server.ts";

it("the API finds labs by words of their steps, and gives all where nothing is searched", async () => {
  const server = await startFakeServer({ SLIPWAY_LABS_DIR: join(import.meta.dirname, "../../labs") });
  try {
    const slugs = async (query: string) =>
      ((await (await fetch(`${server.url}/api/labs${query}`)).json()) as LabCard[]).map(({ slug }) => slug);
    const all = await slugs("");
    const found = await slugs("?search=Say%20hello");
    expect(found).toContain("first-container");
    expect(all.length).toBeGreaterThan(found.length);
    expect(await slugs("?search=nothingofthekind")).toEqual([]);
    expect((await fetch(`${server.url}/api/labs?search=${"x".repeat(201)}`)).status).toBe(400);
  } finally {
    await server.close();
  }
});
