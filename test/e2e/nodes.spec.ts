import { expect, test } from "./fixtures.ts";

const restart = async (page: import("@playwright/test").Page) => {
  await page.getByRole("button", { name: /^node1,/ }).click();
  await page.getByRole("menuitem", { name: "Restart, files kept" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Restart node1" }).click();
};

test("a second node is added, the two reach each other by name, and it is removed again", async ({
  session,
  page,
}) => {
  await page.getByRole("button", { name: "Add node" }).click();
  await expect(page.getByRole("button", { name: "node2, ready" })).toBeVisible({ timeout: 60_000 });
  await session.terminalTabs.first().click();
  const there = await session.run("ping -c 1 -W 5 node2");
  expect(there.status).toBe(0);
  const web = await session.run("getent hosts node1 node2 | awk '{print $2}' | sort -u | wc -l");
  expect(web.screen).toMatch(/^2$/m);

  const chip = page.getByRole("button", { name: /^node2,/ });
  await chip.click();
  // What `docker swarm init --advertise-addr` wants.
  const shown = await page.getByText(/^On the private network: /).textContent();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Remove node2?" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(chip).toBeFocused();
  await session.terminalTabs.first().click();
  const known = await session.run("getent hosts node2 | awk '{print $1}'");
  expect(known.screen).toContain(shown?.split(": ")[1]);
  await chip.click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await dialog.getByRole("button", { name: "Remove node2" }).click();
  await expect(chip).toHaveCount(0);
  await expect(session.terminalTabs).toHaveCount(1);
});

test("a node is restarted with its files kept", async ({ session, page }) => {
  await session.run("echo kept-$((40 + 2)) > kept.txt; docker run -d --name gone busybox sleep 600");
  await restart(page);
  await expect(page.getByRole("button", { name: "node1, starting" })).toBeVisible();
  await expect(page.getByRole("button", { name: "node1, ready" })).toBeVisible({ timeout: 60_000 });
  await session.ready();
  expect((await session.run("cat kept.txt")).screen).toContain("kept-42");
  expect((await session.run("docker ps -a --format '{{.Names}}'")).screen).toContain("gone");
});

test("a node whose engine is stopped says so over the panes and is mended from there", async ({
  session,
  page,
}) => {
  await session.run("echo kept > kept.txt; systemctl stop docker");
  const alert = page.getByRole("alert").filter({ hasText: "The Docker Engine of node1 does not answer." });
  await expect(alert).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Restart node1" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Restart node1" }).click();
  await expect(page.getByRole("button", { name: "node1, ready" })).toBeVisible({ timeout: 60_000 });
  await expect(alert).toHaveCount(0);
  await session.ready();
  expect((await session.run("docker info > /dev/null && cat kept.txt")).screen).toContain("kept");
});
