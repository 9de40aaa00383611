import { createHash } from "node:crypto";
import type { Lab } from "./lab.ts";

/** Feeds any plain value into the hash, keys sorted, so that two loads of the same folder agree. */
function feed(hash: ReturnType<typeof createHash>, value: unknown): void {
  if (value instanceof Uint8Array) {
    hash.update(`b${value.byteLength}:`).update(value);
  } else if (Array.isArray(value)) {
    hash.update(`[${value.length}:`);
    for (const one of value) feed(hash, one);
  } else if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    hash.update(`{${entries.length}:`);
    for (const [key, field] of entries) {
      hash.update(`${JSON.stringify(key)}:`);
      feed(hash, field);
    }
  } else {
    hash.update(`${JSON.stringify(value) ?? "null"};`);
  }
}

/** Gives a lab its digest: SHA-256 in hex over everything else in it. */
export function withDigest(lab: Omit<Lab, "digest">): Lab {
  const hash = createHash("sha256");
  feed(hash, { ...lab, digest: undefined });
  return { ...lab, digest: hash.digest("hex") };
}
