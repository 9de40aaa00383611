import { Duplex, Readable } from "node:stream";
import type WebSocket from "ws";

/**
 * Bytes from a socket of Incus' exec. An unread stream stops the socket, and so the process; an empty text message
 * is Incus' end of stream. At most the bytes of one read of the connection are held beyond the stream's own mark.
 */
function feed(socket: WebSocket, readable: Readable): void {
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    readable.push(null);
    // Incus ends the operation of a tty only when its client has closed too.
    socket.close();
  };
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    if (!isBinary) return end();
    if (ended || data.length === 0) return;
    if (!readable.push(data)) socket.pause();
  });
  socket.on("close", end);
  socket.on("error", end);
}

const resume = (socket: WebSocket) => {
  if (socket.isPaused) socket.resume();
};

/** stdout or stderr alone. */
export function readFrom(socket: WebSocket): Readable {
  const readable = new Readable({
    read: () => resume(socket),
    destroy(error, done) {
      socket.terminate();
      done(error);
    },
  });
  feed(socket, readable);
  return readable;
}

/**
 * stdin and stdout as one stream; both may be the same socket (a tty). A write's callback comes when the kernel has
 * taken its bytes. Ending it ends the process' stdin, except on a tty, which has no such thing.
 */
export function duplexOf(input: WebSocket, output: WebSocket): Duplex {
  const tty = input === output;
  const duplex = new Duplex({
    allowHalfOpen: true,
    read: () => resume(output),
    write(chunk: Buffer, _encoding, done) {
      // A process that closed its stdin is not an error of ours: what it did not want is dropped.
      input.send(chunk, { binary: true }, () => done());
    },
    final(done) {
      if (tty || input.readyState !== input.OPEN) return done();
      input.send("", { binary: false }, () => done());
    },
    destroy(error, done) {
      input.terminate();
      output.terminate();
      done(error);
    },
  });
  feed(output, duplex);
  if (!tty) {
    input.on("error", () => undefined);
    input.resume();
  }
  return duplex;
}
