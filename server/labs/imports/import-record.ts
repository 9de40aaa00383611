import { z } from "zod";
import {
  ImportedLab,
  ImportId,
  type LabImportBrief,
  type LabImportView,
  LabRemark,
  LearnerId,
} from "../../../runtime/protocol/index.ts";
import { importLimits } from "./import-limits.ts";

/** What somebody brought, as its meta.json keeps it; times are milliseconds since the epoch. */
export const ImportRecord = z.object({
  id: ImportId,
  learnerId: LearnerId,
  source: z.string(),
  createdAtMs: z.number(),
  /** null: a preview. */
  keptAtMs: z.number().nullable(),
  /** When a lab of it was last started. */
  usedAtMs: z.number().nullable(),
  /** Of its files. */
  bytes: z.number(),
  labs: z.array(ImportedLab),
  remarks: z.array(LabRemark),
});
export type ImportRecord = z.infer<typeof ImportRecord>;

/** When it goes. */
export const expiresAtMs = ({ createdAtMs, keptAtMs, usedAtMs }: ImportRecord): number =>
  keptAtMs === null
    ? createdAtMs + importLimits.previewMs
    : Math.max(keptAtMs, usedAtMs ?? 0) + importLimits.unusedMs;

function about(record: ImportRecord) {
  const { id, source, createdAtMs, keptAtMs } = record;
  return {
    id,
    source,
    state: keptAtMs === null ? ("preview" as const) : ("kept" as const),
    createdAt: new Date(createdAtMs).toISOString(),
    expiresAt: new Date(expiresAtMs(record)).toISOString(),
  };
}

export const toImportView = (record: ImportRecord): LabImportView => ({
  ...about(record),
  labs: record.labs,
  remarks: record.remarks,
});

export const toImportBrief = (record: ImportRecord): LabImportBrief => ({
  ...about(record),
  labs: record.labs.flatMap(({ slug, title, stepCount }) =>
    slug === null ? [] : [{ slug, title, stepCount }],
  ),
});
