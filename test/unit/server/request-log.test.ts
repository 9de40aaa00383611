import { pino } from "pino";
import { expect, it } from "vitest";
import { newImportId, newSessionId } from "../../../runtime/common/ids.ts";
import { createBrowserLike } from "../../support/browser-like.ts";
import { startFakeServer } from "../../support/fake-server.ts";

it("a request's line in the log names the session or the import that it is about, and no other text as one", async () => {
  const lines: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  const server = await startFakeServer({}, undefined, undefined, {
    log: pino({ level: "debug", base: null }, stream),
  });
  try {
    const browser = createBrowserLike(server.url);
    const [session, brought] = [newSessionId(), newImportId()];
    for (const path of [`sessions/${session}`, `labs/imports/${brought}`, "sessions/somebodys-words"])
      await browser.fetch(`/api/${path}`);
    const about = lines
      .filter(({ event, route }) => event === "request.finished" && String(route).endsWith("/:id"))
      .map(({ route, sessionId, importId }) => ({ route, sessionId, importId }));
    expect(about).toEqual([
      { route: "/api/sessions/:id", sessionId: session },
      { route: "/api/labs/imports/:id", importId: brought },
      { route: "/api/sessions/:id" },
    ]);
  } finally {
    await server.close();
  }
});
