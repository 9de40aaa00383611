import { expect, test } from "./fixtures.ts";

test("a second node is added and the two reach each other by name", async ({ session, page }) => {
  await page.getByRole("button", { name: "Add node" }).click();
  await expect(page.getByText("node2").first()).toBeVisible({ timeout: 60_000 });
  await expect
    .poll(
      () =>
        page.request
          .get(`/api/sessions/${session.id}`)
          .then(async (r) =>
            (await r.json()).nodes.map((n: { name: string; state: string }) => `${n.name} ${n.state}`),
          ),
      { timeout: 60_000 },
    )
    .toEqual(["node1 ready", "node2 ready"]);
  await session.terminalTabs.first().click();
  const there = await session.run("ping -c 1 -W 5 node2");
  expect(there.status).toBe(0);
  const web = await session.run("getent hosts node1 node2 | awk '{print $2}' | sort -u | wc -l");
  expect(web.screen).toMatch(/^2$/m);
});
