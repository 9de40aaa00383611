import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect } from "./fixtures.ts";
import { SessionPage } from "./pages/session-page.ts";
import { seriousViolations } from "./serious-violations.ts";

interface PoolFixtures {
  /** The data folder of this file's server: not set up when the server starts. */
  dataDir: string;
}

const test = base.extend<object, PoolFixtures>({
  dataDir: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs off this pattern
    async ({}, use) => {
      const dataDir = mkdtempSync(join(tmpdir(), "slipway-pool-"));
      await use(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  serverEnvironment: [
    async ({ dataDir }, use) => {
      await use({ SLIPWAY_DATA_DIR: dataDir, SLIPWAY_WARM: "0" });
    },
    { scope: "worker" },
  ],
});

test("a pool that is being prepared says so, a Start that fails says why, and Retry works once it can", async ({
  dataDir,
  landing,
  page,
}) => {
  const made = readFileSync(join(process.env.SLIPWAY_DATA_DIR ?? ".slipway", "installation.json"), "utf8");
  await landing.open();
  await expect(page.getByText("The playground is being prepared.")).toBeVisible();
  await landing.startButton.click();
  await expect(page.getByRole("alert").filter({ hasText: "still being prepared" })).toBeVisible();
  expect(await seriousViolations(page)).toEqual([]);

  writeFileSync(join(dataDir, "shelf.json"), JSON.stringify({ done: 2, total: 5, current: "nginx" }));
  const broken = { ...JSON.parse(made), template: "template-that-is-not-there" };
  writeFileSync(join(dataDir, "installation.json"), JSON.stringify(broken));
  await expect(page.getByText("Ready when you are.")).toBeVisible();
  await expect(page.getByText("2 of 5, now nginx")).toBeVisible();
  await landing.start();
  const session = new SessionPage(page);
  try {
    await expect(page.getByRole("heading", { name: "The sandbox could not be prepared." })).toBeVisible();
    await expect(page).toHaveTitle("Could not start · Slipway");
    expect(await seriousViolations(page)).toEqual([]);

    writeFileSync(join(dataDir, "installation.json"), made);
    await expect(async () => {
      // The server may not have seen the new file yet: then Retry fails as before, and is there again.
      const retry = page.getByRole("button", { name: "Retry" });
      if (await retry.isEnabled({ timeout: 500 }).catch(() => false)) await retry.click();
      await expect(session.terminal).toBeVisible({ timeout: 10_000 });
    }).toPass({ timeout: 90_000 });
    expect((await session.run("docker info > /dev/null")).status).toBe(0);
  } finally {
    await session.endQuietly();
    await expect
      .poll(async () => (await (await page.request.get(`/api/sessions/${session.id}`)).json()).state)
      .toBe("ended");
  }
});
