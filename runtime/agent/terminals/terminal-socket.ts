import type { WebSocket } from "ws";
import { z } from "zod";
import { type ErrorCode, errorRegistry } from "../../common/app-error.ts";
import {
  AttachTerminal,
  CloseCode,
  DetachTerminal,
  decodeFrame,
  encodeFrame,
  FrameKind,
  ResizeTerminal,
} from "../../protocol/index.ts";
import type { Attachment } from "./terminal.ts";
import type { TerminalHub } from "./terminal-hub.ts";

const Message = z.discriminatedUnion("type", [AttachTerminal, DetachTerminal, ResizeTerminal]);
/** With a window of OUTPUT_WINDOW_BYTES each, this bounds what one socket can hold back. */
const MAX_CHANNELS = 64;

/** Serves one link: JSON control and binary frames of many terminals. A message that is not of the protocol closes it. */
export function serveTerminalSocket(socket: WebSocket, hub: TerminalHub): void {
  /** `null` while the terminal is looked up. */
  const channels = new Map<number, Attachment | null>();

  const send = (message: object) => socket.send(JSON.stringify(message));
  const sendFrame = (kind: FrameKind, channel: number, offset: number, bytes?: Uint8Array) =>
    socket.send(encodeFrame(kind, channel, offset, bytes));
  const refuse = (channel: number, code: ErrorCode, message: string = errorRegistry[code].message) =>
    send({ type: "refused", channel, code, message });

  const attach = async (request: AttachTerminal) => {
    const { channel, terminalId } = request;
    if (!channels.has(channel) && channels.size >= MAX_CHANNELS) return refuse(channel, "limit.terminals");
    channels.get(channel)?.detach();
    channels.set(channel, null);
    const terminal = await hub.find(terminalId);
    if (channels.get(channel) !== null || socket.readyState !== socket.OPEN) return;
    if (!terminal) {
      channels.delete(channel);
      return refuse(channel, "terminal.not-found");
    }
    const attachment = terminal.attach(request, {
      attached: (message) => send({ type: "attached", channel, terminalId, ...message }),
      output: (offset, bytes) => sendFrame(FrameKind.output, channel, offset, bytes),
      inputAck: (offset) => sendFrame(FrameKind.inputAck, channel, offset),
      exited: (exitCode) => send({ type: "exited", channel, terminalId, exitCode }),
      broken: (message) => {
        channels.delete(channel);
        refuse(channel, "input.invalid", message);
      },
    });
    channels.set(channel, attachment);
  };

  const onControl = (text: string) => {
    const message = Message.parse(JSON.parse(text));
    if (message.type === "attach") return void attach(message);
    const attachment = channels.get(message.channel);
    if (message.type === "resize") return attachment?.resize(message.size);
    channels.delete(message.channel);
    attachment?.detach();
  };

  const onFrame = (bytes: Buffer) => {
    const frame = decodeFrame(bytes);
    if (!frame) return socket.close(CloseCode.badMessage, "malformed frame");
    const attachment = channels.get(frame.channel);
    if (frame.kind === FrameKind.input) attachment?.input(frame.offset, frame.payload);
    else if (frame.kind === FrameKind.outputAck) attachment?.acknowledge(frame.offset);
    else socket.close(CloseCode.badMessage, "frame of the wrong direction");
  };

  socket.on("message", (data, isBinary) => {
    if (isBinary) return onFrame(data as Buffer);
    try {
      onControl((data as Buffer).toString("utf8"));
    } catch {
      socket.close(CloseCode.badMessage, "malformed message");
    }
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    for (const attachment of channels.values()) attachment?.detach();
    channels.clear();
  });
}
