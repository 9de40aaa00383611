import type WebSocket from "ws";
import type { ExecOptions, ExecStream } from "../sandboxes/sandbox-driver.ts";
import { duplexOf, readFrom } from "./exec-stream.ts";
import type { IncusClient } from "./incus-client.ts";
import { ExecSecrets, type Operation } from "./incus-schemas.ts";

const ENVIRONMENT = {
  HOME: "/root",
  USER: "root",
  LANG: "C.UTF-8",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  TERM: "xterm-256color",
};

/** The body of Incus' exec call. */
export function execRequest(options: ExecOptions) {
  return {
    command: options.command,
    environment: { ...ENVIRONMENT, ...options.environment },
    cwd: options.cwd ?? "/root",
    interactive: options.tty !== undefined,
    "wait-for-websocket": true,
    ...(options.tty ? { width: options.tty.cols, height: options.tty.rows } : {}),
  };
}

/** The exit status an ended exec operation tells; -1 when it tells none. */
export function exitStatusOf(operation: Operation): number {
  const status = operation.metadata?.return;
  return typeof status === "number" ? status : -1;
}

/** Starts a process in an instance; resolves once it is connected. Rejects as IncusClient does. */
export async function openExec(
  client: IncusClient,
  instance: string,
  options: ExecOptions,
): Promise<ExecStream> {
  const operation = await client.begin("POST", `/instances/${instance}/exec`, { body: execRequest(options) });
  const { fds } = ExecSecrets.parse(operation.metadata);
  const open = (fd: string) =>
    client.openSocket(`/operations/${operation.id}/websocket`, { secret: fds[fd] ?? "" });
  const names = options.tty ? ["control", "0"] : ["control", "0", "1", "2"];
  // All are waited for, so that none opens unseen after another has failed.
  const opened = await Promise.allSettled(names.map(open));
  const sockets = opened.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  const failed = opened.find((one) => one.status === "rejected");
  if (failed) {
    for (const socket of sockets) socket.terminate();
    throw failed.reason;
  }
  const [control, input, output = input, errors] = sockets as [WebSocket, WebSocket, WebSocket?, WebSocket?];
  control.on("error", () => undefined);
  control.resume();

  const data = duplexOf(input, output ?? input);
  data.on("error", () => undefined);
  const stderr = errors ? readFrom(errors) : null;
  stderr?.on("error", () => undefined);

  const exited = client.waitFor(operation.id).then(exitStatusOf, () => -1);
  // Incus kills the process when its control connection goes.
  void exited.then(() => {
    control.close();
    if (!options.tty) input.close();
  });

  const tell = (message: unknown) => {
    if (control.readyState === control.OPEN) control.send(JSON.stringify(message));
  };

  return {
    data,
    stderr,
    exited,
    resize: (cols, rows) =>
      tell({ command: "window-resize", args: { width: String(cols), height: String(rows) } }),
    signal: (signal) => tell({ command: "signal", signal }),
    destroy() {
      control.terminate();
      data.destroy();
      stderr?.destroy();
    },
  };
}
