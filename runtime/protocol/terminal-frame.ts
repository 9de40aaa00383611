/**
 * The binary frame of the terminal path, the same on both hops (browser to server, server to agent):
 *
 *   byte 0      kind: 1 output, 2 input, 3 output acknowledged, 4 input acknowledged
 *   bytes 1-4   channel, uint32 big-endian: the number the attacher gave to this attachment
 *   bytes 5-12  offset, uint64 big-endian (at most 2^53-1): for data, the position of the first payload byte
 *               in its stream; for acknowledgements, the position up to which all bytes were taken
 *   rest        payload (empty for acknowledgements)
 *
 * Output positions count bytes of the terminal since it was opened. Input positions count bytes that one
 * attacher (its clientId) typed into this terminal, so that a resent frame is never typed twice.
 */
export const FRAME_HEADER_BYTES = 13;
export const MAX_FRAME_PAYLOAD_BYTES = 64 * 1024;

export const FrameKind = { output: 1, input: 2, outputAck: 3, inputAck: 4 } as const;
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind];

export interface TerminalFrame {
  kind: FrameKind;
  channel: number;
  offset: number;
  payload: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

/** Encodes a frame into a fresh buffer; the payload is copied. */
export function encodeFrame(
  kind: FrameKind,
  channel: number,
  offset: number,
  payload: Uint8Array = NO_BYTES,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, channel);
  view.setBigUint64(5, BigInt(offset));
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}

/** Decodes a frame; the payload is a view, not a copy. Returns undefined for anything malformed or oversized. */
export function decodeFrame(bytes: Uint8Array): TerminalFrame | undefined {
  if (bytes.length < FRAME_HEADER_BYTES || bytes.length > FRAME_HEADER_BYTES + MAX_FRAME_PAYLOAD_BYTES)
    return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = view.getUint8(0);
  if (kind < FrameKind.output || kind > FrameKind.inputAck) return undefined;
  const offset = view.getBigUint64(5);
  if (offset > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return {
    kind: kind as FrameKind,
    channel: view.getUint32(1),
    offset: Number(offset),
    payload: bytes.subarray(FRAME_HEADER_BYTES),
  };
}
