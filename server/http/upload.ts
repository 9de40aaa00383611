import { Readable } from "node:stream";
import { AppError } from "../../runtime/common/app-error.ts";

/** What an editor saves is mostly smaller: it goes to the agent as one piece, which takes one command instead of two. */
const COLLECT_BYTES = 256 * 1024;

export interface Upload {
  /** All of a small body, or a stream that passes on what is left of a large one. */
  bytes(): Promise<Readable | Uint8Array>;
  /** Whether more came than allowed; the stream has ended with an error then. */
  tooLarge(): boolean;
}

/** Takes a request's body without ever holding more of it than a little. */
export function takeUpload(body: unknown, maxBytes: number): Upload {
  let total = 0;
  const count = (part: Buffer) => {
    total += part.length;
    if (total > maxBytes) throw new AppError("input.too-large");
  };
  return {
    tooLarge: () => total > maxBytes,
    async bytes() {
      if (body === null || body === undefined) return new Uint8Array(0);
      if (!(body instanceof Readable)) throw new AppError("input.invalid");
      const source: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
      const first: Buffer[] = [];
      for (;;) {
        const next = await source.next();
        if (next.done) return Buffer.concat(first);
        count(next.value);
        first.push(next.value);
        if (total > COLLECT_BYTES) break;
      }
      return Readable.from(rest(first, source, count), { objectMode: false });
    },
  };
}

async function* rest(first: Buffer[], source: AsyncIterator<Buffer>, count: (part: Buffer) => void) {
  yield* first;
  for (;;) {
    const next = await source.next();
    if (next.done) return;
    count(next.value);
    yield next.value;
  }
}
