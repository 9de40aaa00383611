import { test as base } from "@playwright/test";
import { createTestServer, type TestServer } from "../support/server-process.ts";
import { LandingPage } from "./pages/landing-page.ts";
import { SessionPage } from "./pages/session-page.ts";

interface WorkerFixtures {
  server: TestServer;
}

interface TestFixtures {
  landing: LandingPage;
  /** A session that was started by pressing Start; ended when the test ends, also when it fails. */
  session: SessionPage;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs off this pattern
    async ({}, use) => {
      const server = await createTestServer({ SLIPWAY_SESSIONS_PER_PERSON: "3" });
      await server.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker", auto: true, timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
  landing: async ({ page }, use) => {
    await use(new LandingPage(page));
  },
  session: async ({ page, landing }, use) => {
    await landing.open();
    await landing.start();
    const session = new SessionPage(page);
    await session.ready();
    await use(session);
    await session.endQuietly();
  },
});

export { expect } from "@playwright/test";
