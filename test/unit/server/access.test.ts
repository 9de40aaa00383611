import { describe, expect, it } from "vitest";
import { addressKey } from "../../../server/auth/address-key.ts";
import { readCookie, withoutCookie } from "../../../server/auth/cookies.ts";
import { isOwnRequest } from "../../../server/auth/origin.ts";
import { createTokens } from "../../../server/auth/tokens.ts";
import { readConfig } from "../../../server/config.ts";
import { pageHeaders } from "../../../server/http/page-headers.ts";
import { parseEntryPath } from "../../../server/previews/entry-path.ts";
import { returnedHeaders } from "../../../server/previews/preview-headers.ts";
import { parsePreviewHost, previewLabel } from "../../../server/previews/preview-host.ts";

describe("tokens", () => {
  const key = new Uint8Array(32).fill(7);
  let nowMs = 1_700_000_000_000;
  const tokens = createTokens({ key, now: () => nowMs });
  it("hold for their use and their time only", async () => {
    const token = await tokens.sign("preview-entry", { sub: "sbx_a" }, 60_000);
    expect((await tokens.verify("preview-entry", token))?.sub).toBe("sbx_a");
    expect(await tokens.verify("learner", token)).toBeUndefined();
    nowMs += 61_000;
    expect(await tokens.verify("preview-entry", token)).toBeUndefined();
  });
  it("are refused when forged", async () => {
    const other = createTokens({ key: new Uint8Array(32).fill(8), now: () => nowMs });
    expect(
      await tokens.verify("learner", await other.sign("learner", { sub: "lrn_a" }, 60_000)),
    ).toBeUndefined();
    const claims = Buffer.from(JSON.stringify({ sub: "lrn_a", aud: "learner", exp: 9_999_999_999 })).toString(
      "base64url",
    );
    const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    expect(await tokens.verify("learner", `${none}.${claims}.`)).toBeUndefined();
    expect(await tokens.verify("learner", "rubbish")).toBeUndefined();
  });
});

describe("preview hosts", () => {
  it.each([
    ["8080--sbx-abcdefghij.localhost:3000", 8080],
    ["1--SBX-abcdefghij.localhost", 1],
    ["65536--sbx-abcdefghij.localhost", undefined],
    ["0--sbx-abcdefghij.localhost", undefined],
    ["8080--sbx-abc.localhost", undefined],
    ["x.8080--sbx-abcdefghij.localhost", undefined],
    ["8080--sbx-abcdefghij.localhost.evil.example", undefined],
    ["8080--sbx-abcdefghijlocalhost", undefined],
    ["localhost:3000", undefined],
    [undefined, undefined],
  ])("%s", (host, port) => {
    expect(parsePreviewHost(host, "localhost")?.port).toBe(port);
  });
  it("are read as they are written", () => {
    const target = { sandboxId: "sbx_abcdefghij" as never, port: 80 };
    expect(parsePreviewHost(`${previewLabel(target)}.play.example`, "play.example")).toEqual(target);
  });
});

describe("where a request comes from", () => {
  it.each([
    [{}, true],
    [{ origin: "http://localhost:3000" }, true],
    [{ origin: "https://play.example" }, true],
    [{ origin: "http://localhost:3001" }, false],
    [{ origin: "null" }, false],
    [{ origin: "http://8080--sbx-a.localhost:3000" }, false],
    [{ "sec-fetch-site": "same-origin" }, true],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
  ])("%j", (headers, expected) => {
    expect(isOwnRequest({ host: "localhost:3000", ...headers }, "https://play.example")).toBe(expected);
  });
});

it("reads one cookie and takes one away", () => {
  expect(readCookie("a=1; slipway_preview=x=y", "slipway_preview")).toBe("x=y");
  expect(readCookie(undefined, "a")).toBeUndefined();
  expect(withoutCookie("a=1; b=2", "b")).toBe("a=1");
  expect(withoutCookie("b=2", "b")).toBeUndefined();
});

describe("an address counts as", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["unknown", "unknown"],
  ])("%s: %s", (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});

describe("what comes back from a preview", () => {
  it.each([
    ["a=1; Path=/", true],
    ["a=1; Domain=localhost", false],
    ["a=1;domain=.localhost; Path=/", false],
    ["slipway_learner=x; Path=/", false],
    [" slipway_learner =x", false],
    ["__Host-slipway_learner=x; Secure; Path=/", false],
    ["__Host-slipway_preview=x; Secure; Path=/", false],
  ])("the cookie %j is kept: %s", (line, kept) => {
    expect(returnedHeaders({ "set-cookie": [line] })["set-cookie"]).toEqual(kept ? [line] : undefined);
  });
  it.each([
    ["a=1", "a=1; SameSite=None; Secure; Partitioned"],
    [
      "a=1; Secure; Path=/x; samesite=Lax; HttpOnly",
      "a=1; Path=/x; HttpOnly; SameSite=None; Secure; Partitioned",
    ],
    ["secure=samesite; Path=/", "secure=samesite; Path=/; SameSite=None; Secure; Partitioned"],
  ])("the cookie %j lasts within the session's page", (line, shown) => {
    expect(returnedHeaders({ "set-cookie": [line] }, true)["set-cookie"]).toEqual([shown]);
  });
  it("is nothing that reaches beyond its origin", () => {
    const beyond = { "clear-site-data": '"cookies"', "alt-svc": 'h2=":1"', "strict-transport-security": "x" };
    expect(returnedHeaders({ ...beyond, etag: "e" })).toEqual({ etag: "e" });
  });
});

it("pages frame previews only and talk to their own origin only", () => {
  const policy = (publicUrl?: string) =>
    pageHeaders({ previewDomain: "view.example", publicUrl, dev: false })["Content-Security-Policy"];
  expect(policy("https://play.example:8443/")).toContain("frame-src https://*.view.example:8443;");
  expect(policy()).toContain("frame-src http://*.view.example:*;");
  expect(policy()).toContain("connect-src 'self';");
  expect(policy()).not.toContain("unsafe-eval");
});

it("reads lists of proxies and never repeats a database's password", () => {
  expect(readConfig({ SLIPWAY_TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8" }).trustedProxies).toEqual([
    "127.0.0.1",
    "10.0.0.0/8",
  ]);
  expect(() => readConfig({ SLIPWAY_TRUSTED_PROXIES: "everyone" })).toThrow(/SLIPWAY_TRUSTED_PROXIES/);
  expect(() => readConfig({ SLIPWAY_DATABASE_URL: "mysql://me:secret@host/x" })).toThrow(
    /^(?!.*secret).*SLIPWAY_DATABASE_URL/s,
  );
});

describe("where an entry link leads", () => {
  it.each([
    [null, "/"],
    ["/", "/"],
    ["/a/b?c=d", "/a/b?c=d"],
    ["a b", "/a%20b"],
    ["/../../x", "/x"],
    ["//evil.example/x", "/x"],
    ["/.//evil.example/x", "/evil.example/x"],
    ["\\\\evil.example", "/"],
    ["https://evil.example/x", "/x"],
    ["http://[", "/"],
    ["/a\r\nSet-Cookie: b=c", "/aSet-Cookie:%20b=c"],
  ])("%j leads to %j", (asked, path) => {
    expect(parseEntryPath(asked)).toBe(path);
  });
});
