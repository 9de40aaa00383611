import { locateDataFolder } from "../runtime/engine/data-folder.ts";
import { stopCopy } from "../runtime/engine/stop-copy.ts";
import { fail } from "./fail.ts";

/** Ends this copy's sandboxes, bridges and daemons; keeps on disk what the next start goes on with, labs' states included. */
await stopCopy(locateDataFolder(), {
  keep: "states",
  onProgress: (line) => console.log(`  ${line}`),
}).catch(fail);
