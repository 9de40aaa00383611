import fc from "fast-check";
import { expect, test } from "vitest";
import { createRingBuffer } from "../../../runtime/common/ring-buffer.ts";

const readAll = (ring: { start: number; end: number; read(offset: number, max: number): Uint8Array }) => {
  const parts: Uint8Array[] = [];
  for (let at = ring.start; at < ring.end; ) {
    const part = ring.read(at, ring.end - at);
    parts.push(Uint8Array.from(part));
    at += part.length;
  }
  return Buffer.concat(parts);
};

/** Every position has a byte of its own: 251 is prime to all sizes in the ring, so a shift shows. */
const bytesFrom = (offset: number, length: number) =>
  Uint8Array.from({ length }, (_, at) => (offset + at) % 251);

test("holds the newest bytes, addressed by absolute offset, and shows every evicted byte once, in order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 2.5, noNaN: true }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 0, max: 2 ** 40 }),
      (shares, capacityBytes, baseOffset) => {
        const evicted: Uint8Array[] = [];
        const ring = createRingBuffer({
          capacityBytes,
          baseOffset,
          onEvict: (bytes) => evicted.push(Uint8Array.from(bytes)),
        });
        let total = 0;
        for (const share of shares) {
          const length = Math.floor(share * capacityBytes);
          ring.append(bytesFrom(total, length));
          total += length;
        }
        const evictedBytes = Math.max(0, total - capacityBytes);
        expect(ring.end).toBe(baseOffset + total);
        expect(ring.start).toBe(baseOffset + evictedBytes);
        expect(readAll(ring).equals(bytesFrom(evictedBytes, total - evictedBytes))).toBe(true);
        expect(Buffer.concat(evicted).equals(bytesFrom(0, evictedBytes))).toBe(true);
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
