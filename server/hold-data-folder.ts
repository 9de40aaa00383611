import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { createServer } from "node:net";
import { AppError } from "../runtime/common/app-error.ts";

/**
 * Makes this process the one server of a data folder: a second would take the first one's sandboxes for orphans. The
 * hold is a Unix socket in the abstract namespace: no file to go stale, gone with the process however it ends.
 */
export function holdDataFolder(dataDir: string): Promise<() => void> {
  const name = createHash("sha256").update(realpathSync(dataDir)).digest("hex").slice(0, 32);
  const holder = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    holder.once("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code !== "EADDRINUSE") return reject(cause);
      reject(
        new AppError("setup.failed", {
          userMessage: `Another Slipway serves the data folder ${dataDir}.`,
          nextStep: "Stop it first, or name another folder with SLIPWAY_DATA_DIR.",
          cause,
        }),
      );
    });
    holder.listen(`\0slipway-server-${name}`, () => {
      holder.unref();
      resolve(() => void holder.close());
    });
  });
}
