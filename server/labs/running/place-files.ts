import { pack } from "tar-stream";
import { AppError } from "../../../runtime/common/app-error.ts";
import type { SandboxId } from "../../../runtime/protocol/index.ts";
import type { SandboxDriver } from "../../../runtime/sandboxes/sandbox-driver.ts";
import type { LabFile } from "../model/lab.ts";
import { createOutputTail } from "./output-tail.ts";
import { runScript } from "./run-script.ts";
import { scriptProblem } from "./script-problem.ts";

/** For one node. */
export const MAX_PLACED_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 120_000;
const OCTAL = /^0?[0-7]{3,4}$/;

/** Single quotes make any text one word of a shell. */
const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

/** One line a file whose mode an archive cannot say, as `u+x,g-w`; fails when any did. */
function chmodScript(files: Pick<LabFile, "path" | "mode">[]): string {
  const lines = files.flatMap(({ path, mode }) =>
    mode === null || OCTAL.test(mode) ? [] : `chmod -- ${quote(mode)} ${quote(path)} || failed=1\n`,
  );
  return `failed=0\n${lines.join("")}exit $failed\n`;
}

function failure(what: string, output: string, sandboxId: SandboxId): AppError {
  return new AppError("sandbox.failed", {
    message: `placing files ${what}: ${output.slice(-2000)}`,
    userMessage: "The lab's files could not be placed in the sandbox.",
    context: { sandboxId },
  });
}

/**
 * Writes a lab's files into a sandbox, owned by root, with the folders above them. Takes those given, whatever node they name.
 * Rejects with input.too-large above 32 MiB, and with sandbox.failed when the sandbox does not take them.
 */
export async function placeFiles(options: {
  driver: Pick<SandboxDriver, "exec">;
  sandboxId: SandboxId;
  files: LabFile[];
  signal?: AbortSignal;
}): Promise<void> {
  const { driver, sandboxId, files, signal } = options;
  if (files.length === 0) return;
  const sizeBytes = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  if (sizeBytes > MAX_PLACED_BYTES) {
    throw new AppError("input.too-large", {
      userMessage: `The lab's files have ${Math.ceil(sizeBytes / 1024 ** 2)} MiB for one node; 32 MiB are allowed.`,
      nextStep: "Let a set-up script fetch or make what is large.",
    });
  }
  signal?.throwIfAborted();
  const archive = pack();
  for (const { path, bytes, mode } of files) {
    const octal = mode !== null && OCTAL.test(mode) ? Number.parseInt(mode, 8) : 0o644;
    archive.entry({ name: path.replace(/^\/+/, ""), mode: octal, uid: 0, gid: 0 }, Buffer.from(bytes));
  }
  archive.finalize();

  const exec = await driver.exec(sandboxId, {
    command: ["tar", "-x", "-C", "/", "--no-same-owner", "--keep-directory-symlink", "-p", "-f", "-"],
    cwd: "/",
  });
  const said = createOutputTail(4096);
  const giveUp = () => exec.destroy();
  const timer = setTimeout(giveUp, TIMEOUT_MS);
  signal?.addEventListener("abort", giveUp, { once: true });
  exec.data.on("data", (chunk: Buffer) => said.add(chunk));
  exec.data.on("error", () => undefined);
  exec.stderr?.on("data", (chunk: Buffer) => said.add(chunk));
  archive.on("error", giveUp);
  archive.pipe(exec.data);
  const exitCode = await exec.exited;
  clearTimeout(timer);
  signal?.removeEventListener("abort", giveUp);
  signal?.throwIfAborted();
  if (exitCode !== 0) throw failure(`ended with ${exitCode}`, said.text(), sandboxId);

  const script = { text: chmodScript(files), timeoutMs: TIMEOUT_MS };
  if (!script.text.includes("chmod")) return;
  const result = await runScript({ driver, sandboxId, script, ...(signal && { signal }) });
  const problem = scriptProblem(result, TIMEOUT_MS);
  if (problem) throw failure(problem, result.output, sandboxId);
}
