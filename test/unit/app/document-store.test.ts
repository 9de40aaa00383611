import { describe, expect, test } from "vitest";
import { ApiFailure } from "../../../app/client/api-failure.ts";
import {
  createDocumentStore,
  type Document,
  isDirty,
  takeDiskText,
} from "../../../app/workspace/editor/document-store.ts";
import type { Draft } from "../../../app/workspace/editor/draft-store.ts";

const aDocument = (change: Partial<Document>): Document => ({
  file: { node: "node1", path: "/root/a" },
  status: "text",
  text: "one",
  savedText: "one",
  diskText: null,
  missing: false,
  revision: 0,
  line: null,
  failure: null,
  saveFailure: null,
  ...change,
});

test("a text without edits follows the disk", () => {
  expect(takeDiskText(aDocument({}), "two")).toMatchObject({
    text: "two",
    savedText: "two",
    diskText: null,
    revision: 1,
  });
});
test("a text with edits keeps them and notes what the disk holds", () => {
  const taken = takeDiskText(aDocument({ text: "mine" }), "two");
  expect(taken).toMatchObject({ text: "mine", savedText: "one", diskText: "two", revision: 0 });
});
test("a disk that holds what was typed is no difference", () => {
  expect(takeDiskText(aDocument({ text: "two" }), "two")).toMatchObject({ savedText: "two", diskText: null });
});
test("our own save, reported back, changes nothing", () => {
  expect(takeDiskText(aDocument({ text: "more" }), "one")).toMatchObject({
    text: "more",
    diskText: null,
    revision: 0,
  });
});

describe("the open files of a tab", () => {
  const file = { node: "node1", path: "/root/a" } as const;
  const key = "node1:/root/a";
  const refusal = (status: number, code: string) =>
    new ApiFailure(status, { code, message: `It is ${code}.`, nextStep: "Do this." });

  /** A disk of one file, whose answers the test lets out, and what drafts were left from before. */
  async function anOpenFile(disk: { text: string | null }, kept: Record<string, Draft> = {}) {
    const drafts = new Map(Object.entries(kept));
    const writes: { text: string; finish: (error?: ApiFailure) => void }[] = [];
    let reads = 0;
    const store = createDocumentStore({
      drafts: {
        read: (of) => drafts.get(of) ?? null,
        write: (of, draft) => (draft ? void drafts.set(of, draft) : void drafts.delete(of)),
        flush: () => {},
        allKept: () => true,
      },
      calls: {
        async read() {
          reads += 1;
          await settled();
          if (disk.text === null) throw refusal(404, "file.not-found");
          return new TextEncoder().encode(disk.text);
        },
        write: (_file, bytes) =>
          new Promise<void>((resolve, reject) => {
            const text = new TextDecoder().decode(bytes);
            const finish = (error?: ApiFailure) => {
              if (error) return reject(error);
              disk.text = text;
              resolve();
            };
            writes.push({ text, finish });
          }),
      },
    });
    store.open(file);
    await settled();
    const now = () => {
      const document = store.get(key);
      if (!document) throw new Error("the file is not open");
      return document;
    };
    return { store, drafts, writes, now, reads: () => reads };
  }
  /** All that can go on without an answer from outside has gone on. */
  const settled = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

  test("are written in the order in which they were saved", async () => {
    const { store, writes, now } = await anOpenFile({ text: "0" });
    store.edit(key, "1");
    void store.save(key);
    await settled();
    store.edit(key, "2");
    void store.save(key);
    await settled();
    expect(writes.map(({ text }) => text)).toEqual(["1"]);
    writes[0]?.finish();
    await settled();
    writes[1]?.finish();
    await settled();
    expect(writes.map(({ text }) => text)).toEqual(["1", "2"]);
    expect(isDirty(now())).toBe(false);
  });

  test("take their own save, reported before it was answered, for no change of others", async () => {
    const disk = { text: "0" };
    const { store, writes, now } = await anOpenFile(disk);
    store.edit(key, "1");
    void store.save(key);
    await settled();
    store.edit(key, "12");
    disk.text = "1";
    store.changedOnDisk("node1", ["/root"]);
    await settled();
    expect(now()).toMatchObject({ text: "12", savedText: "1", diskText: null });
    writes[0]?.finish();
  });

  test("overwrite no change of others before the person has chosen", async () => {
    const disk = { text: "0" };
    const { store, writes, now } = await anOpenFile(disk);
    store.edit(key, "mine");
    disk.text = "theirs";
    store.changedOnDisk("node1", ["/root/a"]);
    await settled();
    await store.save(key);
    expect(writes).toEqual([]);
    expect(now().saveFailure?.code).toBe("file.changed");
    store.resolve(key, "keep");
    void store.save(key);
    await settled();
    expect(writes.map(({ text }) => text)).toEqual(["mine"]);
    writes[0]?.finish();
  });

  test("keep what could not be saved, and say why until a save works", async () => {
    const { store, writes, now, drafts } = await anOpenFile({ text: "0" });
    store.edit(key, "1");
    const saved = store.save(key);
    await settled();
    writes[0]?.finish(refusal(507, "sandbox.disk-full"));
    await saved;
    expect(now()).toMatchObject({ text: "1", savedText: "0", saveFailure: { code: "sandbox.disk-full" } });
    expect(drafts.get(key)).toEqual({ text: "1", base: "0" });
    const again = store.save(key);
    await settled();
    writes[1]?.finish();
    await again;
    expect(now()).toMatchObject({ savedText: "1", saveFailure: null });
    expect(drafts.size).toBe(0);
  });

  test("come back from a draft, also when the file is gone or changed meanwhile", async () => {
    const draft = { [key]: { text: "mine", base: "0" } };
    expect((await anOpenFile({ text: "0" }, draft)).now()).toMatchObject({ text: "mine", diskText: null });
    expect((await anOpenFile({ text: "1" }, draft)).now()).toMatchObject({ text: "mine", diskText: "1" });
    expect((await anOpenFile({ text: null }, draft)).now()).toMatchObject({ text: "mine", missing: true });
  });

  test("are read once more, not a hundred times, after a hundred reports during a read", async () => {
    const { store, reads } = await anOpenFile({ text: "0" });
    for (let times = 0; times < 100; times++) store.changedOnDisk("node1", ["/root/a"]);
    await settled();
    await settled();
    expect(reads()).toBe(3);
  });
});
