import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { AppError } from "../runtime/common/app-error.ts";
import { createLogger } from "../runtime/common/logger.ts";
import { locateDataFolder } from "../runtime/engine/data-folder.ts";
import { readInstallation } from "../runtime/engine/installation-file.ts";
import { createIncusDriver } from "../runtime/incus/incus-driver.ts";
import { readConfig } from "../server/config.ts";
import { checkLabs } from "../server/labs/authoring/check-labs.ts";
import { convertLabs } from "../server/labs/authoring/convert/convert-labs.ts";
import { labSchemaFiles } from "../server/labs/authoring/lab-schemas.ts";
import { labsAt } from "../server/labs/authoring/labs-at.ts";
import { startPreviewServer } from "../server/labs/authoring/preview/preview-server.ts";
import { fail } from "./fail.ts";

/** `npm run lab -- …`: what authors of labs need. */
const repository = join(import.meta.dirname, "..");

function connect() {
  const data = locateDataFolder();
  const installation = readInstallation(data);
  if (!installation) {
    throw new AppError("pool.preparing", {
      userMessage: `Slipway has not been set up in ${data.path}: there are no sandboxes to prove a lab in.`,
      nextStep:
        "Run npm start once (or name a set-up copy's folder with SLIPWAY_DATA_DIR), or read the lab only: --no-run",
    });
  }
  const driver = createIncusDriver({ installation: () => installation, log: createLogger("lab", "warn") });
  return { driver, limits: readConfig().limits };
}

async function check(
  path: string,
  { run, verbose = false }: { run: boolean; verbose?: boolean },
): Promise<void> {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => controller.abort(new Error("Stopped; the sandbox is removed.")));
  }
  let machines: ReturnType<typeof connect> | undefined;
  const sound = await checkLabs({
    path,
    verbose,
    machines: run ? () => (machines ??= connect()) : null,
    print: console.log,
    signal: controller.signal,
  }).finally(() => machines?.driver.dispose());
  process.exitCode = sound ? 0 : 1;
}

async function preview(path: string, { port }: { port: string }): Promise<void> {
  const number = Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new AppError("input.invalid", { userMessage: `${port} is not a port.` });
  }
  labsAt(path);
  const log = createLogger("lab", "warn");
  const server = await startPreviewServer({ path, port: number, log }).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== "EADDRINUSE" && cause.code !== "EACCES") throw cause;
      const nextStep = "Choose another with --port.";
      throw new AppError("setup.port-taken", {
        userMessage: `Port ${port} cannot be used.`,
        nextStep,
        cause,
      });
    },
  );
  console.log(`${server.url}   shows ${path} as you write it (Ctrl-C ends)`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
}

function writeSchemas(): void {
  const folder = join(repository, "labs/schema");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(labSchemaFiles())) writeFileSync(join(folder, name), text);
  console.log(`Wrote ${Object.keys(labSchemaFiles()).join(", ")} to labs/schema`);
}

const program = new Command("npm run lab --").description("Read, prove and convert labs.");
program
  .command("check")
  .argument("<path>", "a lab's folder, or one above several labs")
  .option("--no-run", "read only: do not prove it in a sandbox")
  .option("-v, --verbose", "show what every script prints")
  .description("tell what is wrong with a lab, and run its solutions in a real sandbox")
  .action(check);
program
  .command("preview")
  .argument("<path>", "a lab's folder, or one above several labs")
  .option("-p, --port <number>", "port of this machine; 0 is a free one", "4000")
  .description("show a lab as you write it: the page reloads when a file changes")
  .action(preview);
program
  .command("convert")
  .argument("<path>", "a folder with labs of any format")
  .argument("<out>", "the new folder")
  .description("write labs in the native format, and tell what it cannot say")
  .action((path: string, out: string) => {
    process.exitCode = convertLabs(path, out, console.log) ? 0 : 1;
  });
program.command("schema").description("write the JSON schemas of the native format").action(writeSchemas);
await program.parseAsync().catch(fail);
