import { locateDataFolder } from "../runtime/engine/data-folder.ts";
import { stopCopy } from "../runtime/engine/stop-copy.ts";
import { fail } from "./fail.ts";

/** Ends this copy's sandboxes, bridges and daemons; keeps what is on disk, so that the next start is quick. */
await stopCopy(locateDataFolder(), {
  keepShared: true,
  onProgress: (line) => console.log(`  ${line}`),
}).catch(fail);
