import { locateDataFolder } from "../runtime/engine/data-folder.ts";
import { describeMachine } from "../runtime/engine/describe-machine.ts";
import { readMachine } from "../runtime/engine/read-machine.ts";

/** Says what the machine offers and what follows from it. Changes nothing. */
for (const { good, what, follows } of describeMachine(await readMachine()))
  console.log(`  ${good ? "✓" : "!"} ${what}: ${follows}`);
console.log(`  data folder ${locateDataFolder().path}`);
