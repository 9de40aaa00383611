import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { showName } from "../check-path.ts";
import type { FileCollector } from "../file-collector.ts";
import { refuseSource } from "../refuse-source.ts";

/** Gives each file of a tar, gzipped or not, to the collector, which refuses what is too much. Links and devices are refused here. */
export async function unpackTar(
  bytes: Uint8Array,
  gzipped: boolean,
  collector: FileCollector,
): Promise<void> {
  const tar = extract();
  // A stream that is ended by a refusal reports only that it was closed early: the refusal itself is what counts.
  let refused: unknown = null;
  tar.on("entry", (header, stream, next) => {
    takeEntry(header, stream as AsyncIterable<Uint8Array>, collector).then(
      () => next(),
      (error) => {
        refused ??= error;
        next(error);
      },
    );
  });
  const packed = Readable.from(pieces(bytes));
  try {
    await (gzipped ? pipeline(packed, createGunzip(), tar) : pipeline(packed, tar));
  } catch (error) {
    throw refused ?? error;
  }
}

async function takeEntry(
  header: Header,
  stream: AsyncIterable<Uint8Array>,
  collector: FileCollector,
): Promise<void> {
  collector.expectEntry(header.name);
  const kind = header.type;
  if (kind !== "file" && kind !== "contiguous-file" && kind !== "directory")
    throw refuseSource(`“${showName(header.name)}” is a link or a device.`, "Pack files and folders only.");
  collector.expectBytes(header.name, header.size, 0);
  const kept: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    length += piece.length;
    collector.expectBytes(header.name, length, piece.length);
    kept.push(piece);
  }
  if (kind !== "directory")
    collector.add(header.name, Buffer.concat(kept, length), (header.mode & 0o111) !== 0);
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 64 * 1024) yield bytes.subarray(from, from + 64 * 1024);
}
