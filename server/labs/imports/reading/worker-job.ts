import type { ErrorCode } from "../../../../runtime/common/app-error.ts";
import type { ImportedCourse, ImportedLab, LabRemark, LabSlug } from "../../../../runtime/protocol/index.ts";
import type { Course, Lab } from "../../model/lab.ts";

/** What a worker is asked to do with a folder of somebody's. */
export type WorkerJob =
  | { kind: "archive"; name: string; bytes: Uint8Array; into: string }
  | {
      kind: "git";
      name: string;
      url: string;
      ref: string | undefined;
      allowPrivate: boolean;
      into: string;
    }
  /** One that was kept: its labs by path and its courses by name, with the addresses that were given to them. */
  | {
      kind: "kept";
      name: string;
      folder: string;
      slugs: Record<string, LabSlug>;
      courses: Record<string, LabSlug>;
    };

/** A lab that was found; `name` is what its slug is made of, null when it cannot be shown. */
export type FoundLab = Omit<ImportedLab, "slug"> & { name: string | null };

/** A course that was found; `name` is what its slug is made of, `labs` are names of labs that can be shown. */
export type FoundCourse = Pick<ImportedCourse, "title" | "file"> & { name: LabSlug; labs: string[] };

/** What is in a folder that was brought and has been unpacked. */
export interface FoundLabs {
  bytes: number;
  labs: FoundLab[];
  courses: FoundCourse[];
  /** Of no one lab. */
  remarks: LabRemark[];
}

export type WorkerResult =
  | { kind: "found"; found: FoundLabs }
  | { kind: "labs"; labs: Lab[]; courses: Course[] };

export type WorkerMessage =
  /** What comes from elsewhere is here: from now on it is the worker's own work. */
  | { kind: "fetched" }
  | { kind: "done"; result: WorkerResult }
  | { kind: "refused"; code: ErrorCode; userMessage: string; nextStep: string }
  /** A defect of the reader. */
  | { kind: "broken"; why: string };
