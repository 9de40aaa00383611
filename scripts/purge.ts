import { rmSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { machine, openDataFolder } from "../runtime/engine/data-folder.ts";
import { copiesInUse, stopCopy } from "../runtime/engine/stop-copy.ts";

/** Removes all that Slipway put on this machine, after saying what. --yes asks nothing. */
const data = openDataFolder();
if (process.getuid?.() !== 0) {
  console.error("Purging needs root, as set-up did. Run it as root.");
  process.exit(1);
}
const others = copiesInUse().filter((copyId) => copyId !== data.copyId);
console.log("This removes:");
console.log("  - this copy's sandboxes with all files in them, its networks and its running services");
console.log(`  - its data folder, sessions included: ${data.path}`);
if (others.length === 0)
  console.log(`  - the embedded engine with its pool, images and templates: ${machine.root}`);
else console.log(`It keeps ${machine.root}: ${others.length} other copies of Slipway use it.`);
console.log("It keeps the system packages that set-up installed, and the backports source if one was added.");
if (!process.argv.includes("--yes")) {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question("Go on? [y/N] ");
  prompt.close();
  if (!/^y(es)?$/i.test(answer.trim())) process.exit(0);
}
await stopCopy(data, { keepShared: false, onProgress: (line) => console.log(`  ${line}`) });
rmSync(data.path, { recursive: true, force: true });
console.log("Done.");
