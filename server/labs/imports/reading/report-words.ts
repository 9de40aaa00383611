import type { LabRemark } from "../../../../runtime/protocol/index.ts";
import type { LabFormat } from "../../sources/find-labs.ts";
import type { FoundLabs } from "./worker-job.ts";

const MAX_MESSAGE_CHARACTERS = 600;
const MAX_TITLE_CHARACTERS = 200;
const SEVERITIES = ["error", "warning", "note"] as const;

/** What a lab is called that has no title which could be read. */
export const titleOfPath = (path: string): string => path.split("/").at(-1) || "The whole folder";

/**
 * Remarks with files below the whole of what was brought, the same said twice said once, the worst first. Loaders name files below
 * the folder that they read: a native lab's or a Labspace's own, a post's site, a scenario's whole repository.
 */
export function placeRemarks(remarks: readonly LabRemark[], path: string, format: LabFormat): LabRemark[] {
  const root = rootOf(path, format);
  const below = (file: string) =>
    root === "" || file === root || file.startsWith(`${root}/`)
      ? file
      : file === ""
        ? root
        : `${root}/${file}`;
  const placed = remarks.map((remark) => ({ ...remark, file: below(remark.file) }));
  const told = new Map(placed.map((one) => [`${one.file}\n${one.line}\n${one.message}`, one]));
  const rank = ({ severity }: LabRemark) => SEVERITIES.indexOf(severity);
  return [...told.values()].sort(
    (a, b) =>
      rank(a) - rank(b) || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || (a.line ?? 0) - (b.line ?? 0),
  );
}

function rootOf(path: string, format: LabFormat): string {
  if (format === "killercoda") return "";
  if (format !== "play-with-docker") return path;
  const posts = path.split("/").indexOf("_posts");
  return path.split("/").slice(0, posts).join("/");
}

/** No more remarks than a page can show, none endless; what is left out is told. */
export function boundRemarks(found: FoundLabs, max: number): FoundLabs {
  let room = max;
  const bound = (remarks: LabRemark[]): LabRemark[] => {
    const kept = remarks
      .slice(0, room)
      .map((one) => ({ ...one, message: cut(one.message, MAX_MESSAGE_CHARACTERS) }));
    room -= kept.length;
    const left = remarks.length - kept.length;
    if (left === 0) return kept;
    const message = `${left} more remarks are left out.`;
    return [...kept, { severity: "note", file: "", line: null, message }];
  };
  return {
    bytes: found.bytes,
    courses: found.courses,
    labs: found.labs.map((lab) => ({
      ...lab,
      title: cut(lab.title, MAX_TITLE_CHARACTERS),
      remarks: bound(lab.remarks),
    })),
    remarks: bound(found.remarks),
  };
}

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text);
