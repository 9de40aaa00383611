import type { LabFolder } from "../../model/folder.ts";
import { type Fields, openFields } from "../killercoda/settings/fields.ts";
import type { Remark } from "../killercoda/settings/remark-list.ts";
import { readYamlOfAuthors } from "../killercoda/settings/yaml-of-authors.ts";

export interface Post {
  /** Null when it has no front matter, or one that cannot be read. */
  fields: Fields | null;
  body: string;
  /** Lines of the file before the body. */
  bodyOffset: number;
}

/** Reads a Jekyll post: front matter between two lines of three hyphens, then the text. What is broken is told and the text kept. */
export function readPost(folder: LabFolder, file: string, remark: Remark): Post {
  const text = folder.text(file);
  const lines = text.split("\n");
  const end = /^---\s*$/.test(lines[0] ?? "")
    ? lines.findIndex((line, at) => at > 0 && /^(?:---|\.\.\.)\s*$/.test(line))
    : -1;
  if (end < 0) {
    remark("warning", file, 1, "This post has no front matter: its title is its file's name.");
    return { fields: null, body: text, bodyOffset: 0 };
  }
  // One empty line stands for the opening hyphens, so that lines count as the file's.
  const document = readYamlOfAuthors(`\n${lines.slice(1, end).join("\n")}`);
  for (const fault of document.faults) remark("error", file, fault.line, fault.message);
  const value = document.value ?? {};
  return {
    fields: openFields({ ...document, value }, file, remark),
    body: lines.slice(end + 1).join("\n"),
    bodyOffset: end + 1,
  };
}
