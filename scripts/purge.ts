import { rmSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { locateDataFolder, machine } from "../runtime/engine/data-folder.ts";
import { otherCopies, stopCopy } from "../runtime/engine/stop-copy.ts";
import { fail } from "./fail.ts";

/** Removes all that Slipway put on this machine, after saying what. --yes asks nothing. */
const data = locateDataFolder();
const others = otherCopies(data.copyId);
console.log("This removes:");
console.log(
  "  - this copy's sandboxes with all files in them, what was kept for labs, its networks and its running services",
);
console.log(`  - its data folder, sessions included: ${data.path}`);
if (others.length === 0)
  console.log(`  - the engine's pool, images and templates, unless others use them: ${machine.root}`);
else console.log(`It keeps ${machine.root}: ${others.length} other copies of Slipway use it.`);
console.log("It keeps the system packages that set-up installed, and the backports source if one was added.");
if (!process.argv.includes("--yes")) {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await Promise.race([
    prompt.question("Go on? [y/N] "),
    new Promise<string>((resolve) => prompt.once("close", () => resolve(""))),
  ]);
  prompt.close();
  if (!/^y(es)?$/i.test(answer.trim())) {
    console.log("Nothing was removed.");
    process.exit(0);
  }
}
await stopCopy(data, { keep: "nothing", onProgress: (line) => console.log(`  ${line}`) }).catch(fail);
rmSync(data.path, { recursive: true, force: true });
console.log("Done.");
