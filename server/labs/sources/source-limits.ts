/** How much one folder of labs may hold. All sizes are of the unpacked files. */
export interface SourceLimits {
  maxEntries: number;
  maxTotalBytes: number;
  maxFileBytes: number;
  /** Unpacked bytes for each packed one, looked at once a mebibyte was unpacked: text packs to a tenth, a bomb to a thousandth. */
  maxRatio: number;
}

export const sourceLimits: SourceLimits = {
  maxEntries: 5_000,
  maxTotalBytes: 64 * 1024 * 1024,
  maxFileBytes: 16 * 1024 * 1024,
  maxRatio: 100,
};
