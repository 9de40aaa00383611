import { type BrowserContext, test as base, expect } from "@playwright/test";
import { createTestServer, type TestServer } from "../support/server-process.ts";
import { LandingPage } from "./pages/landing-page.ts";
import { SessionPage } from "./pages/session-page.ts";
import { watchForTrouble } from "./watch-for-trouble.ts";

interface WorkerFixtures {
  /** What this file's server is started with, beside the usual. */
  serverEnvironment: Record<string, string>;
  server: TestServer;
}

interface TestFixtures {
  landing: LandingPage;
  /** A session that was started by pressing Start; ended when the test ends, also when it fails. */
  session: SessionPage;
  /** Another person's browser, watched like the first and closed at the end. */
  otherBrowser: BrowserContext;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  serverEnvironment: [{}, { scope: "worker", option: true }],
  server: [
    async ({ serverEnvironment }, use) => {
      const server = await createTestServer({ SLIPWAY_SESSIONS_PER_PERSON: "3", ...serverEnvironment });
      await server.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker", auto: true, timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
  context: async ({ context }, use) => {
    const troubles = watchForTrouble(context);
    await use(context);
    expect(troubles, "what went wrong in the page meanwhile").toEqual([]);
  },
  landing: async ({ page }, use) => {
    await use(new LandingPage(page));
  },
  session: async ({ page, landing }, use) => {
    await landing.open();
    await landing.start();
    const session = new SessionPage(page);
    try {
      await session.ready();
      await use(session);
    } finally {
      await session.endQuietly();
    }
  },
  otherBrowser: async ({ browser, server }, use) => {
    const other = await browser.newContext({ baseURL: server.url });
    const troubles = watchForTrouble(other);
    await use(other);
    await other.close();
    expect(troubles, "what went wrong in the other browser meanwhile").toEqual([]);
  },
});

export { expect } from "@playwright/test";
