import { isAppError } from "../../../runtime/common/app-error.ts";
import type { LabFolder } from "../model/folder.ts";
import { unpackTar } from "./archive/unpack-tar.ts";
import { unpackZip } from "./archive/unpack-zip.ts";
import { createFileCollector } from "./file-collector.ts";
import { refuseSource } from "./refuse-source.ts";
import { type SourceLimits, sourceLimits } from "./source-limits.ts";

/**
 * The files of a zip, tar or tar.gz, in memory; a single folder around all of them is taken off. Nothing touches the disk.
 * Throws `lab.source-refused` for anything else, for damaged archives, and for names, links and sizes that are not allowed.
 */
export async function folderFromArchive(
  bytes: Uint8Array,
  limits: SourceLimits = sourceLimits,
): Promise<LabFolder> {
  const kind = archiveKind(bytes);
  if (kind === null)
    throw refuseSource("This is no zip, tar or tar.gz archive.", "Pack the labs as one of these.");
  const collector = createFileCollector(limits, bytes.length);
  try {
    if (kind === "zip") await unpackZip(bytes, collector);
    else await unpackTar(bytes, kind === "tar.gz", collector);
  } catch (error) {
    if (isAppError(error)) throw error;
    throw refuseSource(`The archive cannot be read: ${(error as Error).message}.`, undefined, error);
  }
  return collector.folder({ stripTop: true });
}

/** Known by its first bytes: names and content types are only claims. */
function archiveKind(bytes: Uint8Array): "zip" | "tar" | "tar.gz" | null {
  const startsWith = (...magic: number[]) => magic.every((byte, index) => bytes[index] === byte);
  if (startsWith(0x50, 0x4b, 0x03, 0x04) || startsWith(0x50, 0x4b, 0x05, 0x06)) return "zip";
  if (startsWith(0x1f, 0x8b)) return "tar.gz";
  return new TextDecoder("latin1").decode(bytes.subarray(257, 262)) === "ustar" ? "tar" : null;
}
