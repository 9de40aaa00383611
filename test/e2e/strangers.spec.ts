import { expect, test } from "./fixtures.ts";

test("a second browser is refused the session, its API and its socket", async ({
  session,
  browser,
  server,
}) => {
  const stranger = await browser.newContext({ baseURL: server.url });
  try {
    const page = await stranger.newPage();
    await page.goto(`/sessions/${session.id}`);
    await expect(page.getByText(/belongs to another|no such session/i).first()).toBeVisible();
    const answer = await stranger.request.get(`/api/sessions/${session.id}`);
    expect([403, 404]).toContain(answer.status());
    const opened = await page.evaluate(
      (id) =>
        new Promise<boolean>((resolve) => {
          const socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws/sessions/${id}`);
          socket.onopen = () => {
            socket.onmessage = () => resolve(true);
          };
          socket.onclose = () => resolve(false);
        }),
      session.id,
    );
    expect(opened).toBe(false);
  } finally {
    await stranger.close();
  }
});
