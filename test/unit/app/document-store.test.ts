import { expect, test } from "vitest";
import { type Document, takeDiskText } from "../../../app/workspace/editor/document-store.ts";

const aDocument = (change: Partial<Document>): Document => ({
  file: { node: "node1", path: "/root/a" },
  status: "text",
  text: "one",
  savedText: "one",
  diskText: null,
  missing: false,
  revision: 0,
  failure: null,
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
