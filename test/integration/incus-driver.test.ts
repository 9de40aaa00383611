import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { Installation } from "../../runtime/engine/installation.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import { sandboxDriverContract } from "../contract/sandbox-driver.ts";

const file = join(process.env.SLIPWAY_DATA_DIR ?? ".slipway", "installation.json");
const installation = Installation.parse(JSON.parse(readFileSync(file, "utf8")));

sandboxDriverContract("Incus", {
  driver: createIncusDriver({ installation: () => installation, log: pino({ level: "silent" }) }),
  runsCommands: true,
});
