import type { LabRemark } from "../../../runtime/protocol/index.ts";
import type { Course, LoadedLab } from "../model/lab.ts";

/** What one folder of labs holds, whatever their formats. */
export interface LoadedLabs {
  /** `path` is that of the lab's folder or file below the folder. */
  labs: { path: string; loaded: LoadedLab }[];
  courses: Course[];
  /** Of no one lab. */
  remarks: LabRemark[];
}
