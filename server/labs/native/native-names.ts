import type { Language } from "../../../runtime/protocol/index.ts";

const LANGUAGE = "[a-z]{2,3}(?:-[a-z0-9]{2,8})?";
const LAB = new RegExp(String.raw`^(lab|finish)(?:\.(${LANGUAGE}))?\.md$`);
const STEP = new RegExp(String.raw`^steps/((\d+)-[^/.]+)(?:\.(${LANGUAGE}))?\.md$`);

/** Pictures that texts may show. */
export const picturePath = /^images\/.+\.(svg|png|jpe?g|gif|webp|avif)$/i;

export type NativeName =
  | { kind: "lab" | "finish"; language: Language | null }
  | { kind: "step"; step: string; number: number; language: Language | null };

/** What a file of a lab's folder is by its name; undefined for all that is not text of the lab. `language` is null in English. */
export function readNativeName(path: string): NativeName | undefined {
  const lab = LAB.exec(path);
  if (lab) return { kind: lab[1] as "lab" | "finish", language: lab[2] ?? null };
  const step = STEP.exec(path);
  if (!step?.[1]) return undefined;
  return { kind: "step", step: step[1], number: Number(step[2]), language: step[3] ?? null };
}
