import { once } from "node:events";
import { connect } from "node:net";

export interface RawAnswer {
  status: number;
  /** As sent, names in lower case, one entry a line. */
  headers: [string, string][];
  body: string;
}

/** Sends bytes exactly as given, which no HTTP client would, and reads what comes back until the end or a pause. */
export async function rawRequest(port: number, text: string | Buffer): Promise<RawAnswer> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let received = "";
  socket.setEncoding("latin1").on("data", (part) => {
    received += part;
  });
  socket.on("error", () => undefined);
  socket.setTimeout(1500, () => socket.destroy());
  socket.write(text);
  await once(socket, "close");
  const [head = "", ...rest] = received.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(":");
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
  });
  return { status: Number(first.split(" ")[1] ?? 0), headers, body: rest.join("\r\n\r\n") };
}
