import { defineConfig } from "@playwright/test";

/** Debian's Chromium, never a download of Playwright's; the background flags keep it from looking up foreign hosts. */
export default defineConfig({
  testDir: "test/e2e",
  outputDir: "test-results/e2e",
  fullyParallel: false,
  workers: 1,
  // As in vitest.config.ts; the report names what passed only after another try.
  retries: process.env.CI ? 2 : 0,
  // Generous, for a machine that does more than this: what is waited for are conditions.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    baseURL: process.env.SLIPWAY_TEST_URL,
    actionTimeout: 60_000,
    screenshot: "only-on-failure",
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
