import { spawnSync } from "node:child_process";
import { chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { SessionView } from "../../runtime/protocol/index.ts";
import { type BrowserLike, createBrowserLike } from "../support/browser-like.ts";
import { freePort } from "../support/server-process.ts";
import { asNobody, runScript, type ScriptRun, temporaryFolder } from "../support/start-script.ts";
import { attachProbe } from "../support/terminal-probe.ts";

/** A person without root, admitted by the Incus that serves: the embedded one lets the group root in. */
const NOBODY = 65_534;
const folder = temporaryFolder("user");
const under = asNobody(0);
let environment: Record<string, string>;
let slipway: ScriptRun;
let browser: BrowserLike;

beforeAll(async () => {
  environment = {
    HOME: folder.path,
    XDG_RUNTIME_DIR: join(folder.path, "run"),
    XDG_STATE_HOME: "",
    SLIPWAY_DATA_DIR: join(folder.path, "data"),
    SLIPWAY_WARM: "0",
    HOST: "127.0.0.1",
    PORT: String(await freePort()),
  };
  mkdirSync(join(folder.path, "run"));
  for (const path of [folder.path, join(folder.path, "run")]) chownSync(path, NOBODY, 0);
  browser = createBrowserLike(`http://localhost:${environment.PORT}`);
  slipway = runScript("scripts/start.ts", [], { environment, under });
  await slipway.printed("Slipway is ready");
});

afterAll(async () => {
  slipway?.signal("SIGTERM");
  await slipway?.exited;
  const purge = runScript("scripts/purge.ts", ["--yes"], { environment, under });
  const code = await purge.exited;
  folder.remove();
  expect(code, purge.output()).toBe(0);
  // What is left of it would name the folder: a registry, an agent, a gate.
  expect(spawnSync("pgrep", ["-af", folder.path], { encoding: "utf8" }).stdout).toBe("");
});

it("has the page, a session whose engine answers, the gate and names", async () => {
  expect((await browser.fetch("/")).status).toBe(200);
  const session: SessionView = await browser.start();
  const terminal = session.terminals[0];
  if (!terminal) throw new Error("the session has no terminal");
  const probe = await attachProbe(browser.socket(`/ws/sessions/${session.id}`), terminal.id);
  const script =
    "until docker info >/dev/null 2>&1; do sleep 0.2; done; docker run --rm busybox echo engine-$((1+1));" +
    " curl -so /dev/null -w 'gate-%{http_code}\\n' http://refused.invalid/;" +
    " getent hosts registry >/dev/null && getent hosts nosuch.invalid; echo names-$?\n";
  probe.type(script);
  for (const said of ["engine-2", "gate-403", "names-2"]) await probe.waitFor(said);
  probe.close();
  await browser.end(session.id);
  await vi.waitFor(
    async () => {
      const seen = (await (await browser.fetch(`/api/sessions/${session.id}`)).json()) as SessionView;
      expect(seen.state).toBe("ended");
    },
    { timeout: 30_000, interval: 100 },
  );
});
