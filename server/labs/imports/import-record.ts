import { z } from "zod";
import {
  ImportedCourse,
  ImportedLab,
  ImportId,
  type LabImportBrief,
  type LabImportView,
  LabRemark,
  LabSlug,
  LearnerId,
} from "../../../runtime/protocol/index.ts";
import { importLimits } from "./import-limits.ts";

/** `name` is the one that its loader gives it, by which it is found again. */
export const RecordedCourse = ImportedCourse.extend({ name: LabSlug });
export type RecordedCourse = z.infer<typeof RecordedCourse>;

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
  /** Since when it is to be had no longer, though somebody is still in the middle of one of its labs. */
  removedAtMs: z.number().nullable().default(null),
  /** Of its files. */
  bytes: z.number(),
  labs: z.array(ImportedLab),
  /** Records of labs that were brought before courses came along have none. */
  courses: z.array(RecordedCourse).default([]),
  remarks: z.array(LabRemark),
});
export type ImportRecord = z.infer<typeof ImportRecord>;

/** When it goes. */
export const expiresAtMs = ({ createdAtMs, keptAtMs, usedAtMs }: ImportRecord): number =>
  keptAtMs === null
    ? createdAtMs + importLimits.previewMs
    : Math.max(keptAtMs, usedAtMs ?? 0) + importLimits.unusedMs;

/** Whether nobody has it any longer. Its files may still be there, for whoever is in the middle of one of its labs. */
export const isGone = (record: ImportRecord, nowMs: number): boolean =>
  record.removedAtMs !== null || expiresAtMs(record) <= nowMs;

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
  courses: record.courses.map(({ name: _, ...course }) => course),
  remarks: record.remarks,
});

export const toImportBrief = (record: ImportRecord): LabImportBrief => ({
  ...about(record),
  labs: record.labs.flatMap(({ slug, title, stepCount }) =>
    slug === null ? [] : [{ slug, title, stepCount }],
  ),
  courses: record.courses.map(({ slug, title, labs }) => ({ slug, title, labCount: labs.length })),
});
