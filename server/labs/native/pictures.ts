import type { LabSource } from "../model/lab.ts";
import { pathBelow } from "./native-source.ts";

const PICTURE = /!\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|<img\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]+)/gi;
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i;
/** A longer line is not looked through: it may be made to keep us busy. */
const LONGEST_LINE = 10_000;
const FENCE = /^\s*(`{3,}|~{3,})/;

/** As a browser reads it; a broken escape stands for itself. */
function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

/** Pictures that a text shows, as paths below the lab's folder (null where the path leaves it), with their lines of the file. */
export function picturesIn({ markdown, file, lineOffset }: LabSource): {
  path: string | null;
  written: string;
  line: number;
}[] {
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
  let fence: string | undefined;
  return markdown.split("\n").flatMap((text, index) => {
    if (text.length > LONGEST_LINE) return [];
    const mark = FENCE.exec(text)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      return [];
    }
    if (mark !== undefined) {
      fence = mark;
      return [];
    }
    return [...text.replace(/`[^`]*`/g, "").matchAll(PICTURE)].flatMap((match) => {
      const written = match[1] ?? match[2] ?? "";
      if (ELSEWHERE.test(written)) return [];
      const target = decoded(written.replace(/[?#].*$/, ""));
      return [{ path: pathBelow(folder, target) ?? null, written, line: lineOffset + index + 1 }];
    });
  });
}
