import { PassThrough, type Readable, Transform } from "node:stream";
import { AppError } from "../../common/app-error.ts";
import type { FileEntry, SandboxId } from "../../protocol/index.ts";
import type { ExecStream, SandboxDriver } from "../../sandboxes/sandbox-driver.ts";
import { execOutput } from "../exec-output.ts";
import {
  fileError,
  listCommand,
  MAX_LISTED_ENTRIES,
  makeFolderCommand,
  moveCommand,
  parseEntries,
  readCommand,
  removeCommand,
  statCommand,
  writeCommand,
} from "./file-commands.ts";

/** Files of sandboxes, reached by commands inside them only. Paths are valid SandboxPaths already. */
export interface SandboxFiles {
  list(sandboxId: SandboxId, path: string): Promise<{ entries: FileEntry[]; truncated: boolean }>;
  stat(sandboxId: SandboxId, path: string): Promise<FileEntry>;
  /** Rejects before the first byte when absent, no regular file, or over maxBytes. */
  read(sandboxId: SandboxId, path: string, maxBytes: number): Promise<{ sizeBytes: number; bytes: Readable }>;
  /** A body of another size, an aborted one above all, changes nothing and leaves nothing. */
  write(sandboxId: SandboxId, path: string, body: Readable, sizeBytes: number): Promise<FileEntry>;
  makeFolder(sandboxId: SandboxId, path: string): Promise<void>;
  move(sandboxId: SandboxId, from: string, to: string): Promise<void>;
  remove(sandboxId: SandboxId, path: string): Promise<void>;
}

const LIST_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
const REMOVE_TIMEOUT_MS = 120_000;
/** For a command that has lost its sender to tidy up. */
const CLEAN_UP_MS = 5000;
const MAX_STDERR_BYTES = 4096;
const ENVIRONMENT = { LC_ALL: "C" };

export function createSandboxFiles({ driver }: { driver: SandboxDriver }): SandboxFiles {
  const run = async (
    sandboxId: SandboxId,
    path: string,
    command: string[],
    maxBytes = 16_384,
    timeoutMs = TIMEOUT_MS,
  ) => {
    const output = await execOutput(
      driver,
      sandboxId,
      { command, environment: ENVIRONMENT },
      { maxBytes, timeoutMs },
    );
    if (output.exitCode === -1) throw new AppError("sandbox.failed", { context: { sandboxId } });
    if (output.exitCode !== 0) throw fileError(output.stderr, path);
    return output.stdout;
  };

  const one = (output: Buffer, path: string): FileEntry => {
    const entry = parseEntries(output)[0];
    if (!entry) throw fileError("No such file", path);
    return entry;
  };

  return {
    async list(sandboxId, path) {
      const entries = parseEntries(await run(sandboxId, path, listCommand(path), LIST_BYTES));
      return {
        entries: entries.slice(0, MAX_LISTED_ENTRIES),
        truncated: entries.length > MAX_LISTED_ENTRIES,
      };
    },
    async stat(sandboxId, path) {
      if (path === "/") return { name: "", kind: "directory", sizeBytes: 0, modifiedAtMs: 0 };
      return one(await run(sandboxId, path, statCommand(path)), path);
    },
    async read(sandboxId, path, maxBytes) {
      const exec = await driver.exec(sandboxId, {
        command: readCommand(path, maxBytes),
        environment: ENVIRONMENT,
      });
      exec.data.end();
      return readWithHeader(exec, path, maxBytes);
    },
    async write(sandboxId, path, body, sizeBytes) {
      const command = writeCommand(path, sizeBytes);
      const exec = await driver.exec(sandboxId, { command, environment: ENVIRONMENT });
      return one(await feed(exec, body, path), path);
    },
    async makeFolder(sandboxId, path) {
      await run(sandboxId, path, makeFolderCommand(path));
    },
    async move(sandboxId, from, to) {
      await run(sandboxId, from, moveCommand(from, to));
    },
    async remove(sandboxId, path) {
      if (path === "/") throw new AppError("file.not-permitted", { context: { path } });
      await run(sandboxId, path, removeCommand(path), 16_384, REMOVE_TIMEOUT_MS);
    },
  };
}

/** Collects stderr, a little of it. */
function listen(exec: ExecStream): () => string {
  let text = "";
  exec.stderr?.on("data", (chunk: Buffer) => {
    if (text.length < MAX_STDERR_BYTES) text += chunk.toString("utf8").slice(0, MAX_STDERR_BYTES);
  });
  exec.stderr?.on("error", () => {});
  return () => text;
}

/** Waits for the size line, checks it, and gives the rest as a stream of at most maxBytes. */
function readWithHeader(
  exec: ExecStream,
  path: string,
  maxBytes: number,
): Promise<{ sizeBytes: number; bytes: Readable }> {
  const stderr = listen(exec);
  return new Promise((resolve, reject) => {
    let header = "";
    let leftBytes = maxBytes;
    let settled = false;
    const fail = (error: AppError) => {
      settled = true;
      clearTimeout(timer);
      exec.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => fail(new AppError("sandbox.failed", { message: "no answer to a read", context: { path } })),
      TIMEOUT_MS,
    );
    const bytes = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        let rest = chunk;
        if (!settled) {
          const end = chunk.indexOf(0x0a);
          header += chunk.subarray(0, end < 0 ? chunk.length : end).toString("latin1");
          if (end < 0 && header.length < 20) return done();
          if (!/^\d{1,15}$/.test(header)) return fail(fileError(stderr(), path));
          const sizeBytes = Number(header);
          if (sizeBytes > maxBytes)
            return fail(new AppError("file.too-large", { context: { path, sizeBytes } }));
          settled = true;
          clearTimeout(timer);
          resolve({ sizeBytes, bytes });
          rest = chunk.subarray(end + 1);
        }
        const taken = rest.subarray(0, leftBytes);
        leftBytes -= taken.length;
        done(null, taken.length > 0 ? taken : undefined);
      },
    });
    bytes.on("close", () => exec.destroy());
    exec.data.on("error", (error) => bytes.destroy(error));
    exec.data.pipe(bytes);
    void exec.exited.then(() => setTimeout(() => settled || fail(fileError(stderr(), path)), 50));
  });
}

/** Gives the body to the command's stdin and waits for its answer. A body that breaks off kills the command. */
async function feed(exec: ExecStream, body: Readable, path: string): Promise<Buffer> {
  const stderr = listen(exec);
  const chunks: Buffer[] = [];
  exec.data.on("data", (chunk: Buffer) => {
    if (chunks.length < 64) chunks.push(chunk);
  });
  exec.data.on("error", () => {});
  const sent = new PassThrough();
  const send = async () => {
    try {
      for await (const chunk of body.pipe(sent)) {
        if (exec.data.destroyed) return;
        if (!exec.data.write(chunk)) {
          await Promise.race([new Promise((done) => exec.data.once("drain", done)), exec.exited]);
        }
      }
      if (!body.readableEnded) throw new Error("body broke off");
      exec.data.end();
    } catch (error) {
      // The command finds too few bytes and takes its file away; killed, it could not.
      exec.data.end();
      const kill = setTimeout(() => exec.destroy(), CLEAN_UP_MS);
      void exec.exited.then(() => clearTimeout(kill));
      throw new AppError("input.invalid", {
        userMessage: "The upload broke off.",
        context: { path },
        cause: error,
      });
    }
  };
  body.on("error", (error) => sent.destroy(error));
  body.on("close", () => body.readableEnded || sent.destroy(new Error("body broke off")));
  const exited = exec.exited.then(async (code) => {
    await new Promise((done) =>
      exec.data.readableEnded || exec.data.destroyed
        ? done(null)
        : exec.data.once("close", done).once("end", done),
    );
    return code;
  });
  const code = await Promise.race([exited, send().then(() => exited)]);
  if (code !== 0)
    throw code === -1 ? new AppError("sandbox.failed", { context: { path } }) : fileError(stderr(), path);
  return Buffer.concat(chunks);
}
