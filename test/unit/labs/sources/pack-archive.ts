import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { type Header, pack } from "tar-stream";

export interface PackedFile {
  name: string;
  text?: string | Uint8Array;
  header?: Partial<Header>;
}

/** A tar of these files, names and types as given, however odd. */
export async function aTar(files: PackedFile[]): Promise<Buffer> {
  const tar = pack();
  for (const file of files) {
    const header = { name: file.name, ...file.header };
    // The library waits for the body of a file only; the rest must come without one.
    if (header.type === undefined) tar.entry(header, file.text ?? "");
    else tar.entry(header).end(null);
  }
  tar.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of tar as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function aTarGz(files: PackedFile[]): Promise<Buffer> {
  return gzipSync(await aTar(files));
}

export interface ZippedFile {
  name: string;
  text?: string | Uint8Array;
  /** Unix type and permissions. */
  mode?: number;
  /** What the archive claims, instead of the truth. */
  claimedSize?: number;
  encrypted?: boolean;
}

/** A zip of these files, names and types as given, however odd. */
export function aZip(files: ZippedFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const name = Buffer.from(file.name);
    const plain = Buffer.from(file.text ?? "");
    const packed = deflateRawSync(plain);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(file.encrypted ? 0x801 : 0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(file.claimedSize ?? plain.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((file.mode ?? 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 3]), common, tail, name]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
