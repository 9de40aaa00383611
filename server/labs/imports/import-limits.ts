const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How much people may bring. Sizes are of the unpacked files; kept labs are held in memory. */
export const importLimits = {
  keptOfLearner: 10,
  keptInAll: 200,
  bytesOfLearner: 128 * MIB,
  bytesInAll: 512 * MIB,
  previewsOfLearner: 3,
  previewsInAll: 60,
  previewMs: 30 * MINUTE_MS,
  /** From the last time that a lab of it was started. */
  unusedMs: 30 * DAY_MS,
  labs: 100,
  courses: 50,
  remarks: 1000,
  /** Of one text, on the thread that renders it. */
  textCpuMs: 2000,
  /** Being sent or read at once: of one person, and in all. */
  placesOfLearner: 2,
  places: 8,
} as const;
