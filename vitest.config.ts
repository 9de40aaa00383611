import { defineConfig } from "vitest/config";

/** Tests on the real engine share one machine and one pool: one file at a time, generous limits, no retries. */
const onTheEngine = { fileParallelism: false, testTimeout: 300_000, hookTimeout: 300_000, retry: 0 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.{ts,tsx}"], testTimeout: 60_000 } },
      { test: { name: "integration", include: ["test/integration/**/*.test.ts"], ...onTheEngine } },
      { test: { name: "security", include: ["test/security/**/*.test.ts"], ...onTheEngine } },
    ],
  },
});
