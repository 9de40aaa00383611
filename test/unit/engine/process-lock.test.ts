import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { lockHolder, tryLock, withLock } from "../../../runtime/engine/process-lock.ts";

const name = (what: string) => `test ${process.pid} ${what}`;

it("is held by one at a time, and says by whom", async () => {
  const lock = await tryLock(name("one"));
  expect(lock).toBeDefined();
  expect(await tryLock(name("one"))).toBeUndefined();
  expect(await lockHolder(name("one"))).toBe(process.pid);
  lock?.release();
  expect(await lockHolder(name("one"))).toBeUndefined();
  const again = await tryLock(name("one"));
  expect(again).toBeDefined();
  again?.release();
});

it("lets those who wait in one after the other, also when the work fails", async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise((done) => setImmediate(done));
    inside--;
  };
  const failing = withLock(name("queue"), async () => {
    await work();
    throw new Error("in the work");
  });
  await Promise.all([
    expect(failing).rejects.toThrow("in the work"),
    ...Array.from({ length: 8 }, () => withLock(name("queue"), work)),
  ]);
  expect(most).toBe(1);
});

it("is free the moment its holder is killed", async () => {
  const file = resolve("runtime/engine/process-lock.ts");
  const code = `const { tryLock } = await import(${JSON.stringify(file)}); await tryLock(${JSON.stringify(name("killed"))}); console.log("held"); setInterval(() => {}, 1e6);`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  expect(await lockHolder(name("killed"))).toBe(holder.pid);
  const waiting = withLock(name("killed"), async () => "mine");
  holder.kill("SIGKILL");
  expect(await waiting).toBe("mine");
});
