/**
 * The last bytes of an endless stream, addressed by absolute offset. Grows by doubling up to its capacity; then the
 * oldest bytes are evicted, and shown to `onEvict` just before.
 */
export interface RingBuffer {
  /** Offset of the oldest byte held. */
  readonly start: number;
  /** Offset after the newest byte. */
  readonly end: number;
  append(bytes: Uint8Array): void;
  /** Up to maxBytes from offset, which must lie in start..end. A view, good until the next append; may be shorter than asked (wrap). */
  read(offset: number, maxBytes: number): Uint8Array;
}

const FIRST_BYTES = 16 * 1024;

export function createRingBuffer(options: {
  capacityBytes: number;
  baseOffset?: number;
  onEvict?: (bytes: Uint8Array) => void;
}): RingBuffer {
  const { capacityBytes, onEvict } = options;
  const base = options.baseOffset ?? 0;
  let storage = new Uint8Array(Math.min(FIRST_BYTES, capacityBytes));
  let start = base;
  let end = base;

  const read = (offset: number, maxBytes: number): Uint8Array => {
    if (offset < start || offset > end) throw new RangeError(`offset ${offset} is outside ${start}..${end}`);
    const at = (offset - base) % storage.length;
    return storage.subarray(at, at + Math.max(0, Math.min(maxBytes, end - offset, storage.length - at)));
  };

  const grow = (neededBytes: number) => {
    let size = storage.length;
    while (size < neededBytes && size < capacityBytes) size = Math.min(size * 2, capacityBytes);
    if (size === storage.length) return;
    const next = new Uint8Array(size);
    for (let from = start; from < end; ) {
      const part = read(from, end - from);
      put(next, from, part);
      from += part.length;
    }
    storage = next;
  };

  const put = (target: Uint8Array, offset: number, bytes: Uint8Array) => {
    const at = (offset - base) % target.length;
    const first = Math.min(bytes.length, target.length - at);
    target.set(bytes.subarray(0, first), at);
    if (first < bytes.length) target.set(bytes.subarray(first), 0);
  };

  const evict = (countBytes: number) => {
    for (let left = countBytes; left > 0; ) {
      const part = read(start, left);
      onEvict?.(part);
      start += part.length;
      left -= part.length;
    }
  };

  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    read,
    append(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const part = bytes.subarray(done, done + capacityBytes);
        grow(end - start + part.length);
        evict(Math.max(0, end - start + part.length - storage.length));
        put(storage, end, part);
        end += part.length;
        done += part.length;
      }
    },
  };
}
