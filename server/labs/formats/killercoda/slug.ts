import { LabSlug } from "../../../../runtime/protocol/index.ts";
import { nameOf } from "./settings/author-paths.ts";

/** A slug from the name of a folder, or of anything else that an author named; "scenario" for a name with no letter or digit. */
export function slugOfPath(path: string): LabSlug {
  const plain = nameOf(path)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replace(/^-+|-+$/g, "");
  return LabSlug.parse(plain === "" ? "scenario" : plain);
}
