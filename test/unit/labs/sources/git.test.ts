import { randomBytes } from "node:crypto";
import type { LookupOptions } from "node:dns";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { folderFromGit } from "../../../../server/labs/sources/folder-from-git.ts";
import { checkPack } from "../../../../server/labs/sources/git/check-pack.ts";
import {
  isPublicAddress,
  publicLookup,
  type Resolve,
} from "../../../../server/labs/sources/git/public-address.ts";
import { sourceLimits } from "../../../../server/labs/sources/source-limits.ts";
import { type GitServer, startGitServer } from "./git-server.ts";
import { refusal } from "./refusal.ts";

let server: GitServer;
beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server.close());
const loopback = { allowPrivate: true };

describe("folderFromGit", () => {
  it("fetches the files of the newest commit, and follows links to files inside only", async () => {
    const long = "line of a long text\n".repeat(500);
    const url = server.repository(
      "plain",
      { "lab.md": long, "steps/01-a.md": `${long}more`, "run.sh": "#!/bin/sh", "x/.git-no": "kept" },
      { "copy.md": "steps/01-a.md", passwd: "/etc/passwd", up: "../../secret", "x/back.md": "../lab.md" },
    );
    server.git("plain", "update-index", "--chmod=+x", "run.sh");
    server.git("plain", "commit", "-qm", "two");
    server.git("plain", "gc", "-q");
    const folder = await folderFromGit(url, loopback);
    expect(folder.paths()).toEqual([
      "copy.md",
      "lab.md",
      "run.sh",
      "steps/01-a.md",
      "x/.git-no",
      "x/back.md",
    ]);
    expect(folder.text("copy.md")).toBe(`${long}more`);
    expect(folder.text("x/back.md")).toBe(long);
    expect(folder.isExecutable("run.sh")).toBe(true);
  });

  it("fetches another branch, or says that there is none", async () => {
    const url = server.repository("branches", { a: "main" });
    server.git("branches", "checkout", "-qb", "next");
    server.git("branches", "commit", "--allow-empty", "-qm", "x");
    server.git("branches", "mv", "a", "b");
    server.git("branches", "commit", "-qm", "y");
    server.git("branches", "checkout", "-q", "main");
    expect((await folderFromGit(url, loopback)).paths()).toEqual(["a"]);
    expect((await folderFromGit(url, { ...loopback, ref: "next" })).paths()).toEqual(["b"]);
    expect(await refusal(() => folderFromGit(url, { ...loopback, ref: "absent" }))).toBe(
      "lab.source-failed: The repository has no such branch or tag.",
    );
  });

  it("does not go to loopback unless it is allowed", async () => {
    const url = server.repository("private", { a: "x" });
    expect(await refusal(() => folderFromGit(url))).toContain("is not on the public internet");
    expect(await refusal(() => folderFromGit(url.replace("127.0.0.1", "localhost")))).toContain(
      "is not on the public internet",
    );
    expect(await refusal(() => folderFromGit(url.replace("127.0.0.1", "2130706433")))).toContain(
      "is not on the public internet",
    );
    expect(await refusal(() => folderFromGit(url.replace("127.0.0.1", "[::ffff:127.0.0.1]")))).toContain(
      "is not on the public",
    );
  });

  it("refuses a name of which one address is not public, at the very lookup that connects", async () => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [
        { address: "93.184.215.14", family: 4 },
        { address: "10.0.0.1", family: 4 },
      ];
    };
    expect(await refusal(() => folderFromGit("http://labs.example/repo", { resolve }))).toContain(
      "labs.example is not on the public internet",
    );
    expect(asked).toBe(1);
  });

  it.each([
    ["git://example.com/x", "Only repositories at http and https"],
    ["file:///etc", "Only repositories at http and https"],
    ["ssh://git@example.com/x", "Only repositories at http and https"],
    ["https://user:secret@example.com/x", "user name or a password"],
    ["git@example.com:x/y", "This is no address"],
    ["not an address", "This is no address"],
  ])("refuses %s", async (url, why) => {
    expect(await refusal(() => folderFromGit(url, loopback))).toContain(why);
  });

  it("follows a repository that moved, but not to where it may not go", async () => {
    server.repository("moved", { a: "x" });
    server.answer("/old/info/refs", (_request, response) => {
      response.writeHead(301, { location: "/moved/info/refs?service=git-upload-pack" }).end();
    });
    expect((await folderFromGit(`${server.url}/old`, loopback)).paths()).toEqual(["a"]);
    server.answer("/secret/info/refs", (_request, response) => {
      response.writeHead(302, { location: "ftp://example.com/" }).end();
    });
    expect(await refusal(() => folderFromGit(`${server.url}/secret`, loopback))).toContain("http and https");
    server.answer("/loop/info/refs", (_request, response) => {
      response.writeHead(302, { location: "/loop/info/refs?service=git-upload-pack" }).end();
    });
    expect(await refusal(() => folderFromGit(`${server.url}/loop`, loopback))).toContain(
      "leads from one place to the next",
    );
  });

  it("refuses what is more than allowed", async () => {
    const url = server.repository("large", { a: randomBytes(3000), b: randomBytes(3000), c: "x" });
    const refused = (change: object) =>
      refusal(() => folderFromGit(url, { ...loopback, limits: { ...sourceLimits, ...change } }));
    expect(await refused({ maxTotalBytes: 2000 })).toContain("larger than");
    expect(await refused({ maxFileBytes: 2999 })).toContain("too large");
    expect(await refused({ maxEntries: 2 })).toContain("more than 2 files");
    expect(await refused({ maxEntries: 1 })).toContain("too many files");
  });

  it("says what failed: no such repository, no Git there, no answer in time", async () => {
    expect(await refusal(() => folderFromGit(`${server.url}/absent`, loopback))).toContain(
      "no repository at this address",
    );
    server.answer("/page/info/refs", (_request, response) => void response.end("<html>hello</html>"));
    expect(await refusal(() => folderFromGit(`${server.url}/page`, loopback))).toContain(
      "could not be fetched",
    );
    server.answer("/slow/info/refs", () => {});
    expect(
      await refusal(() => folderFromGit(`${server.url}/slow`, { ...loopback, timeoutMs: 50 })),
    ).toContain("did not come within");
    server.answer("/broken/info/refs", (_request, response) => void response.writeHead(500).end());
    expect(await refusal(() => folderFromGit(`${server.url}/broken`, loopback))).toContain("HTTP 500");
  });
});

describe("isPublicAddress", () => {
  it.each([
    ["93.184.215.14", true],
    ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", true],
    ["127.0.0.1", false],
    ["0.0.0.0", false],
    ["10.1.2.3", false],
    ["172.16.0.1", false],
    ["192.168.1.1", false],
    ["100.64.0.1", false],
    ["169.254.169.254", false],
    ["224.0.0.1", false],
    ["255.255.255.255", false],
    ["::1", false],
    ["::", false],
    ["fe80::1", false],
    ["fc00::1", false],
    ["ff02::1", false],
    ["::ffff:10.0.0.1", false],
    ["::127.0.0.1", false],
    ["64:ff9b::7f00:1", false],
    ["2002:7f00:1::", false],
    ["labs.example", false],
  ])("%s: %s", (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});

describe("publicLookup", () => {
  const found = [
    { address: "2606:4700::1", family: 6 },
    { address: "93.184.215.14", family: 4 },
  ];
  const ask = (options: LookupOptions, resolve: Resolve) =>
    new Promise<unknown[]>((done) =>
      publicLookup(resolve)("labs.example", options, (...answer) => done(answer)),
    );

  it.each([
    [{ all: true }, [null, found]],
    [{ all: true, family: 4 }, [null, found.slice(1)]],
    [{}, [null, "2606:4700::1", 6]],
    [{ family: 4 }, [null, "93.184.215.14", 4]],
  ])("answers %j as net.connect expects", async (options, answer) => {
    expect(await ask(options, async () => found)).toEqual(answer);
  });

  it("gives no address of a name that has a private one, that has none, or that is not found", async () => {
    const mixed = async () => [...found, { address: "::ffff:192.168.0.1", family: 6 }];
    const gone = async () => Promise.reject(new Error("ENOTFOUND"));
    for (const resolve of [mixed, async () => [], gone])
      for (const options of [{ all: true }, { family: 4 }])
        expect(await ask(options, resolve)).toEqual([expect.any(Error), "", 0]);
  });
});

describe("checkPack", () => {
  const limits = { ...sourceLimits, maxFileBytes: 1000, maxTotalBytes: 1500 };
  const header = (type: number, size: number) =>
    Buffer.from([128 | (type << 4) | (size & 15), 128 | ((size >> 4) & 127), size >> 11]);
  const aPack = (...objects: Buffer[]) => {
    const head = Buffer.from("PACK\0\0\0\x02\0\0\0\0", "latin1");
    head.writeUInt32BE(objects.length, 8);
    return Buffer.concat([head, ...objects, Buffer.alloc(20)]);
  };
  const blob = (bytes: Buffer, claimed = bytes.length) =>
    Buffer.concat([header(3, claimed), deflateSync(bytes)]);
  const size = (value: number) => Buffer.from([128 | (value & 127), 128 | ((value >> 7) & 127), value >> 14]);

  it("passes small objects and deltas", () => {
    const base = blob(Buffer.alloc(100));
    const delta = Buffer.concat([size(100), size(100), Buffer.from([0x90, 100])]);
    const onto = Buffer.concat([header(6, delta.length), Buffer.from([base.length]), deflateSync(delta)]);
    expect(() => checkPack(aPack(base, onto), limits)).not.toThrow();
  });

  it("refuses objects that inflate to more than they claim, claim too much, or make too much of a delta", async () => {
    expect(await refusal(() => checkPack(aPack(blob(Buffer.alloc(900_000), 10)), limits))).toContain(
      "damaged",
    );
    expect(await refusal(() => checkPack(aPack(blob(Buffer.alloc(1001))), limits))).toContain("too large");
    const three = [
      blob(Buffer.alloc(1000)),
      blob(Buffer.alloc(1000)),
      blob(Buffer.alloc(1000)),
      blob(Buffer.alloc(1)),
    ];
    expect(await refusal(() => checkPack(aPack(...three), limits))).toContain("too large");
    const delta = Buffer.concat([size(100), size(500_000), Buffer.from([0x90, 100])]);
    const base = blob(Buffer.alloc(100));
    const onto = Buffer.concat([header(6, delta.length), Buffer.from([base.length]), deflateSync(delta)]);
    expect(await refusal(() => checkPack(aPack(base, onto), limits))).toContain("too large");
  });

  it("refuses what is cut or no pack", async () => {
    const pack = aPack(blob(Buffer.alloc(100)), blob(Buffer.alloc(100)));
    for (const cut of [0, 5, 20, 34, pack.length - 8])
      expect(await refusal(() => checkPack(pack.subarray(0, cut), limits))).toContain("damaged");
  });
});
