import { type InflateRaw, inflateSync } from "node:zlib";
import { refuseSource } from "../refuse-source.ts";
import type { SourceLimits } from "../source-limits.ts";

const HEADER_BYTES = 12;
const TRAILER_BYTES = 20;
const MAX_DELTA_DEPTH = 500;
const OFFSET_DELTA = 6;
const REFERENCE_DELTA = 7;

/**
 * Throws `lab.source-refused` when a Git pack holds more objects or larger ones than allowed, or is not well formed. Every size is
 * known before anything of that size is made: packed objects can be bombs, and so can deltas, which name their result's size.
 */
export function checkPack(pack: Uint8Array, limits: SourceLimits): void {
  const view = new DataView(pack.buffer, pack.byteOffset, pack.byteLength);
  if (pack.length < HEADER_BYTES + TRAILER_BYTES || view.getUint32(0) !== 0x5041434b) throw damaged();
  const count = view.getUint32(8);
  // A lab's files, the folders around them, and a commit.
  if (count > limits.maxEntries * 3) throw refuseSource("There are too many files in the repository.");
  const depthAt = new Map<number, number>();
  const end = pack.length - TRAILER_BYTES;
  let totalBytes = 0;
  let at = HEADER_BYTES;
  for (let index = 0; index < count; index++) {
    const start = at;
    const header = readHeader(pack, at);
    at = header.next;
    let depth = 0;
    if (header.type === OFFSET_DELTA) {
      const back = readOffset(pack, at);
      at = back.next;
      depth = (depthAt.get(start - back.value) ?? MAX_DELTA_DEPTH) + 1;
    } else if (header.type === REFERENCE_DELTA) at += 20;
    if (depth > MAX_DELTA_DEPTH || header.size > limits.maxFileBytes) throw tooLarge();
    depthAt.set(start, depth);
    const { bytes, consumed } = inflateAt(pack.subarray(at, end), header.size);
    at += consumed;
    const isDelta = header.type === OFFSET_DELTA || header.type === REFERENCE_DELTA;
    const size = isDelta ? deltaResultBytes(bytes) : header.size;
    totalBytes += size;
    if (size > limits.maxFileBytes || totalBytes > limits.maxTotalBytes * 2) throw tooLarge();
  }
}

function inflateAt(packed: Uint8Array, size: number): { bytes: Uint8Array; consumed: number } {
  try {
    // With `info` the answer also holds the engine, which knows where the data ended; the types do not say so.
    const done = inflateSync(packed, { info: true, maxOutputLength: Math.max(size, 1) }) as unknown as {
      buffer: Uint8Array;
      engine: InflateRaw;
    };
    if (done.buffer.length !== size) throw damaged();
    return { bytes: done.buffer, consumed: done.engine.bytesWritten };
  } catch (error) {
    throw damaged(error);
  }
}

function readHeader(pack: Uint8Array, at: number): { type: number; size: number; next: number } {
  let byte = byteAt(pack, at);
  const type = (byte >> 4) & 7;
  let size = byte & 15;
  let scale = 16;
  let next = at + 1;
  while (byte & 128) {
    byte = byteAt(pack, next++);
    size += (byte & 127) * scale;
    scale *= 128;
  }
  return { type, size, next };
}

/** Offsets have an encoding of their own: each further byte adds one before it shifts. */
function readOffset(pack: Uint8Array, at: number): { value: number; next: number } {
  let byte = byteAt(pack, at);
  let value = byte & 127;
  let next = at + 1;
  while (byte & 128) {
    byte = byteAt(pack, next++);
    value = (value + 1) * 128 + (byte & 127);
  }
  return { value, next };
}

/** A delta begins with its base's size and its result's. */
function deltaResultBytes(delta: Uint8Array): number {
  let at = 0;
  let size = 0;
  for (let field = 0; field < 2; field++) {
    size = 0;
    let scale = 1;
    let byte = 128;
    while (byte & 128) {
      byte = byteAt(delta, at++);
      size += (byte & 127) * scale;
      scale *= 128;
    }
  }
  return size;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw damaged();
  return byte;
}

function damaged(cause?: unknown) {
  return refuseSource("What the repository's server sent is damaged.", undefined, cause);
}

function tooLarge() {
  return refuseSource(
    "The repository holds files that are too large.",
    "Keep each file below 16 MiB and all of them below 64 MiB.",
  );
}
