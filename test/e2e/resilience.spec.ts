import { expect, test } from "./fixtures.ts";

test("the server is killed in the middle of output and the terminal goes on without a gap", async ({
  session,
  server,
}) => {
  await session.type("clear; for i in $(seq 1 400); do echo line-$i; sleep 0.02; done; echo all-done\n");
  await expect.poll(() => session.screen()).toContain("line-40");
  await server.killHard();
  await server.start();
  await expect.poll(() => session.screen(), { timeout: 60_000 }).toContain("all-done");
  const numbers = (await session.screen())
    .split("\n")
    .flatMap((row) => /^line-(\d+)$/.exec(row)?.[1] ?? [])
    .map(Number);
  expect(numbers.length).toBeGreaterThan(10);
  expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
  const after = await session.run("echo still-$((1 + 1))");
  expect(after.screen).toContain("still-2");
});

test("a flood of 100 MB leaves the page answering and the shell in order", async ({
  session,
  page,
}, testInfo) => {
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(window, { longTasksMs: tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(Math.round(duration));
    }).observe({ type: "longtask" });
  });
  await session.type("yes 0123456789abcdef | head -c 100000000; echo flood-end\n");
  await expect.poll(() => session.screen()).toContain("0123456789abcdef\n0123456789abcdef");
  const dark = page.getByRole("button", { name: "Use the light theme" });
  const light = page.getByRole("button", { name: "Use the dark theme" });
  await light.or(dark).click();
  await light.or(dark).click();
  expect(await session.screen()).not.toContain("flood-end");
  await expect.poll(() => session.screen(), { timeout: 100_000 }).toContain("flood-end");
  const tasks = await page.evaluate(() => (window as unknown as { longTasksMs: number[] }).longTasksMs);
  testInfo.annotations.push({
    type: "long tasks",
    description: `${tasks.length}, the longest ${Math.max(0, ...tasks)} ms`,
  });
  const after = await session.run("echo calm");
  expect(after.status).toBe(0);
});
