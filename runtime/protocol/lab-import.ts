import { z } from "zod";
import { LabPageView, LabRemark, LabSlug } from "./lab.ts";

export const ImportId = z
  .string()
  .regex(/^imp_[a-z0-9]{16}$/)
  .brand<"imp">();
export type ImportId = z.infer<typeof ImportId>;

/** The largest archive that may be brought. */
export const MAX_ARCHIVE_BYTES = 20 * 1024 * 1024;

export const ImportFromGit = z.object({
  url: z.string().trim().min(1).max(2000),
  /** A branch, a tag or a commit; the default branch otherwise. */
  ref: z.string().trim().min(1).max(200).optional(),
});
export type ImportFromGit = z.infer<typeof ImportFromGit>;

/** A lab as it was found in what somebody brought. Files of its remarks are below the whole of it. */
export const ImportedLab = z.object({
  path: z.string(),
  /** null: an error leaves nothing that could be shown. */
  slug: LabSlug.nullable(),
  title: z.string(),
  format: LabPageView.shape.format,
  stepCount: z.int(),
  remarks: z.array(LabRemark),
});
export type ImportedLab = z.infer<typeof ImportedLab>;

/** A course as it was found there, with those of its labs that can be shown, in order. */
export const ImportedCourse = z.object({
  slug: LabSlug,
  title: z.string(),
  /** That tells of it. */
  file: z.string(),
  labs: z.array(LabSlug),
});
export type ImportedCourse = z.infer<typeof ImportedCourse>;

/** Labs that somebody brought. A preview is looked at before it is kept; it goes by itself. */
export const LabImportView = z.object({
  id: ImportId,
  /** The archive's name, or the repository's address. */
  source: z.string(),
  state: z.enum(["preview", "kept"]),
  createdAt: z.iso.datetime(),
  /** When it goes; of a kept one, unless somebody uses it until then. */
  expiresAt: z.iso.datetime(),
  labs: z.array(ImportedLab),
  courses: z.array(ImportedCourse),
  /** Of no one lab. */
  remarks: z.array(LabRemark),
});
export type LabImportView = z.infer<typeof LabImportView>;

/** In the list of what one brought. */
export const LabImportBrief = LabImportView.omit({ remarks: true, labs: true, courses: true }).extend({
  labs: z.array(z.object({ slug: LabSlug, title: z.string(), stepCount: z.int() })),
  courses: z.array(z.object({ slug: LabSlug, title: z.string(), labCount: z.int() })),
});
export type LabImportBrief = z.infer<typeof LabImportBrief>;
