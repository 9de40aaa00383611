import { pathBelowRoot } from "../../markdown/lab-path.ts";
import type { LabFolder } from "../../model/folder.ts";
import type { LabFile } from "../../model/lab.ts";

/** Where a learner's terminals start, and so where a Labspace's project stands: `project/x` becomes `/root/x`. */
export const PROJECT_HOME = "/root";

/** Of a repository without a `project/` folder: what is no part of the project. */
const NOT_PROJECT = /^(?:\.github|labspace|\.labspace)\/|^labspace\.ya?ml$|^compose\.override\.ya?ml$/;

/**
 * The files of a Labspace's project: those of the folder that the override names, of `project/`, or of the whole repository.
 * Null when the folder that it names holds none.
 */
export function projectFiles(folder: LabFolder, subfolder: string | null): LabFile[] | null {
  const named = subfolder === null ? null : pathBelowRoot(subfolder.replace(/^\/+/, ""), "x");
  const base = named ?? (folder.paths().some((path) => path.startsWith("project/")) ? "project" : "");
  const prefix = base === "" ? "" : `${base.replace(/\/+$/, "")}/`;
  const paths = folder
    .paths()
    .filter((path) => path.startsWith(prefix) && (prefix !== "" || !NOT_PROJECT.test(path)));
  if (subfolder !== null && paths.length === 0) return null;
  return paths.map((path) => ({
    node: "node1",
    path: `${PROJECT_HOME}/${path.slice(prefix.length)}`,
    bytes: folder.read(path),
    mode: folder.isExecutable(path) ? "755" : null,
  }));
}
