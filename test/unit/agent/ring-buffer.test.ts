import fc from "fast-check";
import { expect, test } from "vitest";
import { createRingBuffer } from "../../../runtime/common/ring-buffer.ts";

const readAll = (ring: { start: number; end: number; read(offset: number, max: number): Uint8Array }) => {
  const parts: number[] = [];
  for (let at = ring.start; at < ring.end; ) {
    const part = ring.read(at, ring.end - at);
    parts.push(...part);
    at += part.length;
  }
  return parts;
};

test("holds the newest bytes, addressed by absolute offset, and shows every evicted byte once, in order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 70_000, size: "max" }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 0, max: 2 ** 40 }),
      (chunks, capacityBytes, baseOffset) => {
        const evicted: number[] = [];
        const ring = createRingBuffer({
          capacityBytes,
          baseOffset,
          onEvict: (bytes) => {
            for (const byte of bytes) evicted.push(byte);
          },
        });
        const all: number[] = [];
        for (const chunk of chunks) {
          ring.append(chunk);
          for (const byte of chunk) all.push(byte);
        }
        expect(ring.end).toBe(baseOffset + all.length);
        expect(ring.start).toBe(baseOffset + Math.max(0, all.length - capacityBytes));
        expect(Buffer.from(readAll(ring)).equals(Buffer.from(all.slice(-capacityBytes)))).toBe(true);
        expect(
          Buffer.from(evicted).equals(Buffer.from(all.slice(0, Math.max(0, all.length - capacityBytes)))),
        ).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

test("refuses an offset that it does not hold", () => {
  const ring = createRingBuffer({ capacityBytes: 4 });
  ring.append(Buffer.from("abcdef"));
  expect(() => ring.read(1, 1)).toThrow(RangeError);
  expect(() => ring.read(7, 1)).toThrow(RangeError);
  expect(Buffer.from(ring.read(6, 10)).toString()).toBe("");
});
