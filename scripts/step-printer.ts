import type { Step } from "../runtime/engine/set-up.ts";

/** Prints a line a step with its time; a long one says every ten seconds that it goes on. */
export function createStepPrinter(
  write: (text: string) => void = (text) => process.stdout.write(text),
): Step {
  return async (title, work) => {
    const startedMs = Date.now();
    const elapsed = () => `${((Date.now() - startedMs) / 1000).toFixed(1)} s`;
    const ticker = setInterval(() => write(`  … ${title}: ${elapsed()}\n`), 10_000);
    try {
      const result = await work();
      write(`  ✓ ${title} (${elapsed()})\n`);
      return result;
    } catch (error) {
      write(`  ✗ ${title} (${elapsed()})\n`);
      throw error;
    } finally {
      clearInterval(ticker);
    }
  };
}
