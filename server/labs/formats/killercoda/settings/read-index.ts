import type { AuthorsDocument } from "../../authors-document.ts";
import { readJsonOfAuthors } from "../../json-of-authors.ts";
import type { Scenario } from "../scenario.ts";
import { readYamlOfAuthors } from "./yaml-of-authors.ts";

/** Reads a settings file by the kind that its name says; its faults become remarks. */
export function readIndex({
  folder,
  file,
  remark,
}: Pick<Scenario, "folder" | "file" | "remark">): AuthorsDocument {
  const text = folder.text(file);
  const document = file.endsWith(".json") ? readJsonOfAuthors(text) : readYamlOfAuthors(text);
  for (const { line, message } of document.faults) remark("error", file, line, message);
  return document;
}
