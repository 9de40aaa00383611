import { defineConfig } from "vitest/config";

/**
 * Tests on the real engine share one machine and one pool: one file at a time, generous limits. CI tries a failed one twice
 * more, and its log shows each try: a noisy machine must not keep good work from landing.
 */
const onTheEngine = {
  fileParallelism: false,
  testTimeout: 300_000,
  hookTimeout: 300_000,
  retry: process.env.CI ? 2 : 0,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.{ts,tsx}"],
          testTimeout: 60_000,
          // By itself it leaves one processor to others: on two, that is half of the speed.
          maxWorkers: "100%",
          retry: process.env.CI ? 1 : 0,
        },
      },
      { test: { name: "integration", include: ["test/integration/**/*.test.ts"], ...onTheEngine } },
      { test: { name: "labs", include: ["test/labs/**/*.test.ts"], ...onTheEngine } },
      { test: { name: "security", include: ["test/security/**/*.test.ts"], ...onTheEngine } },
    ],
  },
});
