import { expect, test } from "vitest";
import { ApiFailure } from "../../../app/client/api-failure.ts";
import { createUploadQueue, type Upload, uploadProblem } from "../../../app/workspace/files/upload-queue.ts";

test.each([
  ["a.txt", 10, null],
  ["empty", 0, null],
  ["huge", 32 * 1024 * 1024 + 1, "It is larger than 32 MB."],
  ["x".repeat(256), 1, "That name is too long."],
  ["two\nlines", 1, "A name cannot hold control characters."],
])("a file named %j of %i bytes: %j", (name, size, message) => {
  expect(uploadProblem("/root", { name, size })?.message ?? null).toBe(message);
});

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function aQueue() {
  const sending: { path: string; signal: AbortSignal; finish: (error?: Error) => void }[] = [];
  const done: string[] = [];
  let shown: Upload[] = [];
  const queue = createUploadQueue({
    send: (_node, path, _file, { signal }) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")));
        sending.push({ path, signal, finish: (error) => (error ? reject(error) : resolve()) });
      }),
    onChange: (uploads) => {
      shown = uploads;
    },
    onDone: ({ name }) => done.push(name),
  });
  const states = () => shown.map(({ name, state }) => `${name} ${state}`);
  return { queue, sending, done, states, shown: () => shown };
}

test("uploads go one after the other, and one that fails stays until dismissed while the rest go on", async () => {
  const { queue, sending, done, states, shown } = aQueue();
  queue.add("node1", "/root", [new File(["1"], "a"), new File(["2"], "b")]);
  expect(states()).toEqual(["a sending", "b waiting"]);
  const failure = { code: "sandbox.disk-full", message: "The disk is full.", nextStep: "Delete files." };
  sending[0]?.finish(new ApiFailure(507, failure));
  await settled();
  expect(states()).toEqual(["a failed", "b sending"]);
  expect(shown()[0]?.failure).toEqual(failure);
  sending[1]?.finish();
  await settled();
  expect(sending.map(({ path }) => path)).toEqual(["/root/a", "/root/b"]);
  expect(done).toEqual(["b"]);
  queue.dismiss(shown()[0]?.id ?? 0);
  expect(states()).toEqual([]);
});

test("an upload that is stopped goes away, and the next one begins", async () => {
  const { queue, sending, states, shown } = aQueue();
  queue.add("node1", "/root", [new File(["1"], "a"), new File(["2"], "b")]);
  queue.dismiss(shown()[0]?.id ?? 0);
  await settled();
  expect(sending[0]?.signal.aborted).toBe(true);
  expect(states()).toEqual(["b sending"]);
  sending[1]?.finish();
});
