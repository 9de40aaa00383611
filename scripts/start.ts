import { createServer } from "node:net";
import { join } from "node:path";
import { AppError, isAppError } from "../runtime/common/app-error.ts";
import { createLogger } from "../runtime/common/logger.ts";
import { checkMachine } from "../runtime/engine/check-machine.ts";
import { startCopyDaemons } from "../runtime/engine/copy-daemons.ts";
import { lockCopy } from "../runtime/engine/copy-lock.ts";
import { openDataFolder } from "../runtime/engine/data-folder.ts";
import { runCommand } from "../runtime/engine/run-command.ts";
import { setUpEngine } from "../runtime/engine/set-up.ts";
import { createSupervisor } from "../runtime/engine/supervisor.ts";
import { fillLabImages, fillShelf } from "../runtime/shelf/fill-shelf.ts";
import { readConfig } from "../server/config.ts";
import { fail } from "./fail.ts";
import { buildPages } from "./next-build.ts";
import { createStepPrinter } from "./step-printer.ts";

/** `npm start`: everything from a clean clone to a served page. `--set-up-only` stops before the server, with the shelf full. */
const dev = process.argv.includes("--dev");
const setUpOnly = process.argv.includes("--set-up-only");

function checkPort(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (cause: NodeJS.ErrnoException) => reject(portRefusal(port, host, cause)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

function portRefusal(port: number, host: string, cause: NodeJS.ErrnoException): AppError {
  if (cause.code === "EADDRINUSE") {
    return new AppError("setup.port-taken", {
      userMessage: `Port ${port} on ${host} is in use by another program.`,
      nextStep: `Choose another: PORT=${port < 65_535 ? port + 1 : 3000} npm start`,
      cause,
    });
  }
  return new AppError("setup.port-taken", {
    userMessage: `Slipway cannot listen on port ${port} of ${host} (${cause.code}).`,
    nextStep: "Choose a port above 1023 with PORT, and an address of this machine with HOST.",
    cause,
  });
}

async function main(): Promise<void> {
  const step = createStepPrinter();
  let stop = async () => console.log("\nStopped. npm start goes on where it was.");
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop().then(
        () => process.exit(0),
        (error) => fail(error),
      );
    });
  }

  const config = readConfig();
  await checkMachine();
  if (!setUpOnly) await checkPort(config.port, config.host);
  const data = openDataFolder();
  await lockCopy(data);
  process.env.SLIPWAY_DATA_DIR = data.path;
  console.log(`Slipway: data in ${data.path}`);
  await step("Database client", () =>
    runCommand(process.execPath, ["scripts/generate-prisma.ts"], { cwd: data.repository }),
  );
  // Each takes a minute or more the first time, and neither waits for the other.
  const [{ installation, image, base }] = await Promise.all([
    setUpEngine(data, step),
    dev || setUpOnly
      ? undefined
      : step("Pages", () => buildPages(data.repository, join(data.logs, "next-build.log"))),
  ]);
  const parts = await step("Package gate, registries and host agent", () =>
    startCopyDaemons(data, installation),
  );
  if (setUpOnly) {
    await step("Image shelf", () => fillShelf({ data, installation, image, base }));
    return;
  }
  const logFile = join(data.logs, "server.log");
  const supervisor = createSupervisor({ parts, log: createLogger("supervisor", config.logLevel, logFile) });
  const sayWhy = (error: unknown) => (isAppError(error) ? error.userMessage : String(error));
  fillShelf({ data, installation, image, base })
    .then((filled) =>
      fillLabImages({
        data,
        installation: filled,
        onFailure: ({ name }, error) =>
          console.error(`The image ${name} could not be built; labs that need it wait. ${sayWhy(error)}`),
      }),
    )
    .catch((error: unknown) => {
      console.error(`The image shelf could not be filled; sandboxes work without it. ${sayWhy(error)}`);
    });
  Object.assign(process.env, { NODE_ENV: process.env.NODE_ENV ?? (dev ? "development" : "production") });
  const { startServer } = await import("../server/main.ts");
  const server = await startServer({ dev, logFile });
  stop = async () => {
    console.log(
      "\nStopping the server. Sessions, their terminals and the engine go on; npm start finds them again.",
    );
    await supervisor.dispose();
    await server.close();
  };
  console.log(`\nSlipway is ready: ${server.url}   (Ctrl-C stops the server; it logs to ${logFile})`);
}

main().catch(fail);
