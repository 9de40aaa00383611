import { expect, test } from "./fixtures.ts";

/** A page that a sandbox serves, and that tries from its preview's origin what it can of the application's. */
const attack = (app: string, id: string) => `<!doctype html><title>attack</title><p id=out></p><script>
const app = ${JSON.stringify(app)}, id = ${JSON.stringify(id)};
const yes = (promise) => promise.then(() => "yes", () => "no");
const read = (path, init) => yes(fetch(app + path, { credentials: "include", ...init }).then((a) => a.text()));
const sent = (path, method) => fetch(app + path, { method, mode: "no-cors", credentials: "include" }).catch(() => 0);
const socket = (path) => new Promise((resolve) => {
  const s = new WebSocket(app.replace("http", "ws") + path);
  s.onopen = () => resolve("yes"); s.onerror = () => resolve("no");
});
const framed = () => new Promise((resolve) => {
  const frame = document.createElement("iframe");
  frame.onload = () => { try { resolve(frame.contentDocument ? "blank" : "foreign"); } catch { resolve("foreign"); } };
  frame.src = app + "/sessions/" + id; document.body.append(frame);
});
(async () => {
  for (const domain of ["", "; domain=localhost", "; domain=.localhost"])
    document.cookie = "slipway_learner=planted" + domain + "; path=/";
  for (let i = 0; i < 300; i++) document.cookie = "flood" + i + "=" + "x".repeat(100) + "; domain=localhost; path=/";
  await sent("/api/sessions/" + id + "/extend", "POST");
  await sent("/api/sessions", "POST");
  const result = {
    readsSession: await read("/api/sessions/" + id),
    readsPage: await read("/"),
    ends: await read("/api/sessions/" + id, { method: "DELETE" }),
    opensSocket: await socket("/ws/sessions/" + id),
    worker: await yes(navigator.serviceWorker.register(app + "/theme.js")),
    opener: String(window.opener), parent: "",
  };
  try { result.parent = window.parent === window ? "none" : typeof window.parent.document; } catch { result.parent = "closed"; }
  framed();
  document.getElementById("out").textContent = JSON.stringify(result);
})();
</script>`;

test("a page in a preview reaches neither the application's data, nor its cookies, nor its window", async ({
  session,
  page,
  context,
  server,
}) => {
  const id = session.id;
  const put = (path: string, data: string) =>
    page.request.put(`/api/sessions/${id}/files/content?node=node1&path=${path}`, {
      data,
      headers: { "content-type": "application/octet-stream" },
    });
  expect((await session.run("mkdir -p evil")).status).toBe(0);
  expect((await put("/root/evil/index.html", attack(server.url, id))).ok()).toBe(true);
  await session.run("(cd evil && python3 -m http.server 9000 > /dev/null 2>&1 &)");
  const before = await (await page.request.get(`/api/sessions/${id}`)).json();
  const identity = async () =>
    (await context.cookies(server.url)).filter(({ name }) => name === "slipway_learner");
  const mine = await identity();
  await page.getByRole("button", { name: "Port 9000 on node1" }).first().click();
  const frame = page.frameLocator("iframe[title*='9000']");
  await expect(frame.locator("#out")).toContainText("readsSession");
  const result = JSON.parse((await frame.locator("#out").textContent()) ?? "{}");
  expect(result).toEqual({
    readsSession: "no",
    readsPage: "no",
    ends: "no",
    opensSocket: "no",
    worker: "no",
    opener: "null",
    parent: "closed",
  });
  expect(await identity()).toEqual(mine);
  expect((await context.cookies(server.url)).filter(({ name }) => name.startsWith("flood"))).toEqual([]);
  const after = await (await page.request.get(`/api/sessions/${id}`)).json();
  expect(after).toMatchObject({ state: "ready", endsAt: before.endsAt });
  expect(await (await page.request.get("/api/sessions")).json()).toHaveLength(1);
  // The application refuses to be framed by it.
  const inner = page.frames().find((one) => one.parentFrame()?.url().includes("9000--"));
  expect(inner?.url() ?? "").not.toContain("/sessions/");
});
