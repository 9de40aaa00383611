import { describe, expect, it } from "vitest";
import { readCookie, withoutCookie } from "../../../server/auth/cookies.ts";
import { isOwnRequest } from "../../../server/auth/origin.ts";
import { createTokens } from "../../../server/auth/tokens.ts";
import { parseEntryPath } from "../../../server/previews/entry-path.ts";
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
