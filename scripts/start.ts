import { createServer } from "node:net";
import { join } from "node:path";
import { AppError, isAppError } from "../runtime/common/app-error.ts";
import { startAgent } from "../runtime/engine/agent-daemon.ts";
import { openDataFolder } from "../runtime/engine/data-folder.ts";
import { runCommand } from "../runtime/engine/run-command.ts";
import { checkPlatform, setUpEngine } from "../runtime/engine/set-up.ts";
import { fillShelf } from "../runtime/shelf/fill-shelf.ts";
import { startShelfServices } from "../runtime/shelf/shelf-services.ts";
import { buildPages } from "./next-build.ts";
import { createStepPrinter } from "./step-printer.ts";

/** `npm start`: everything from a clean clone to a served page. `--set-up-only` stops before the server, with the shelf full. */
const dev = process.argv.includes("--dev");
const setUpOnly = process.argv.includes("--set-up-only");

const port = Number(process.env.PORT ?? 3000);
const host = process.env.HOST ?? "127.0.0.1";

function checkPort(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (cause) =>
      reject(
        new AppError("setup.port-taken", {
          userMessage: `Port ${port} on ${host} is in use by another program, or may not be used.`,
          nextStep: `Choose another: PORT=${port + 1} npm start`,
          cause,
        }),
      ),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

async function main(): Promise<void> {
  const step = createStepPrinter();
  checkPlatform();
  if (!setUpOnly) await checkPort(port, host);
  const data = openDataFolder();
  process.env.SLIPWAY_DATA_DIR = data.path;
  console.log(`Slipway: data in ${data.path}`);
  await step("Database client", () =>
    runCommand(process.execPath, ["scripts/generate-prisma.ts"], { cwd: data.repository }),
  );
  const { installation, image, base } = await setUpEngine(data, step);
  await step("Resolvers, package gate and registries", () => startShelfServices(data, installation));
  const filled = fillShelf({ data, installation, image, base });
  filled.catch((error: unknown) => {
    console.error(
      `The image shelf could not be filled; sandboxes work without it. ${isAppError(error) ? error.userMessage : String(error)}`,
    );
  });
  if (setUpOnly) {
    await step("Image shelf", () => filled);
    startAgent(data);
    return;
  }
  await step("Host agent", async () => startAgent(data));
  if (!dev) await step("Pages", () => buildPages(data.repository, join(data.logs, "next-build.log")));
  Object.assign(process.env, { NODE_ENV: process.env.NODE_ENV ?? (dev ? "development" : "production") });
  const { startServer } = await import("../server/main.ts");
  const server = await startServer({ dev });
  console.log(
    `\nSlipway is ready: http://${host === "127.0.0.1" ? "localhost" : host}:${port}   (Ctrl-C stops the server)`,
  );
  let closing = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (closing) process.exit(1);
      closing = true;
      console.log(
        "\nStopping the server. Sessions, their terminals and the engine go on; npm start finds them again.",
      );
      void server.close().finally(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  if (isAppError(error)) console.error(`\n${error.userMessage}\n${error.nextStep}  [${error.code}]`);
  else console.error(error);
  process.exit(1);
});
