import { type Entry, fromBufferPromise } from "yauzl";
import { showName } from "../check-path.ts";
import type { FileCollector } from "../file-collector.ts";
import { refuseSource } from "../refuse-source.ts";

const TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const MADE_ON_UNIX = 3;

/** Gives each file of a zip to the collector, which refuses what is too much. Links, devices and encrypted files are refused here. */
export async function unpackZip(bytes: Uint8Array, collector: FileCollector): Promise<void> {
  const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
    lazyEntries: true,
    strictFileNames: true,
    validateEntrySizes: true,
  });
  try {
    for await (const entry of zip.eachEntry()) {
      collector.expectEntry(entry.fileName);
      const mode = unixMode(entry);
      refuseUnusual(entry, mode);
      if (entry.fileName.endsWith("/")) continue;
      collector.expectBytes(entry.fileName, entry.uncompressedSize, 0);
      const pieces: Buffer[] = [];
      let length = 0;
      for await (const piece of await zip.openReadStreamPromise(entry)) {
        length += (piece as Buffer).length;
        collector.expectBytes(entry.fileName, length, (piece as Buffer).length);
        pieces.push(piece as Buffer);
      }
      collector.add(entry.fileName, Buffer.concat(pieces, length), (mode & 0o111) !== 0);
    }
  } finally {
    zip.close();
  }
}

/** Type and permissions as Unix has them; 0 for archives made elsewhere. */
function unixMode(entry: Entry): number {
  return entry.versionMadeBy >>> 8 === MADE_ON_UNIX ? entry.externalFileAttributes >>> 16 : 0;
}

function refuseUnusual(entry: Entry, mode: number): void {
  const type = mode & TYPE_MASK;
  if (type !== 0 && type !== REGULAR && type !== FOLDER)
    throw refuseSource(
      `“${showName(entry.fileName)}” is a link or a device.`,
      "Pack files and folders only.",
    );
  if (entry.isEncrypted())
    throw refuseSource(`“${showName(entry.fileName)}” is encrypted.`, "Pack it without a password.");
}
