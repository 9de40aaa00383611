import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const Declared = z.object({ images: z.array(z.string()).default([]) });

/** The images that the labs below a folder declare, by the labs' names. What is no lab, or cannot be read as one, is left out. */
export function readDeclaredImages(labs: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of existsSync(labs) ? readdirSync(labs).sort() : []) {
    const file = join(labs, name, "lab.md");
    if (!existsSync(file)) continue;
    const text = /^---\n([\s\S]*?)\n---\n/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
    try {
      const { data } = Declared.safeParse(parse(text));
      if (data && data.images.length > 0) found.set(name, data.images);
    } catch {
      // `npm run lab -- check` says what is wrong with it.
    }
  }
  return found;
}
