import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppError } from "../../../../runtime/common/app-error.ts";
import { labsAt } from "../labs-at.ts";
import { remarkLines } from "../report-lines.ts";
import { convertLab } from "./convert-lab.ts";
import { createNativeWriter, type WrittenFile } from "./native-writer.ts";

/** Writes into a folder that is absent or empty: nothing of the author's is overwritten. Throws input.invalid otherwise. */
function openFolder(path: string): void {
  if (existsSync(path) && readdirSync(path).length > 0) {
    throw new AppError("input.invalid", {
      userMessage: `${path} is not empty.`,
      nextStep: "Name a folder that does not exist yet.",
    });
  }
  mkdirSync(path, { recursive: true });
}

function write(folder: string, files: ReadonlyMap<string, WrittenFile>): void {
  for (const [path, { bytes, executable }] of files) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes, { mode: executable ? 0o755 : 0o644 });
  }
}

/**
 * Writes the labs at or below `path` in the native format: one alone into `out` itself, several into a folder each, with their
 * courses. Prints what could not be said. Resolves with whether all could be converted.
 */
export function convertLabs(path: string, out: string, print: (line: string) => void): boolean {
  const { labs, courses, remarks } = labsAt(path);
  if (labs.length === 0) {
    throw new AppError("input.invalid", {
      userMessage: `There is no lab in ${path}.`,
      nextStep: "Name a folder with a lab of one of the formats that Slipway reads.",
    });
  }
  openFolder(out);
  for (const line of remarkLines(path, remarks)) print(line);
  let all = true;
  for (const { path: below, loaded } of labs) {
    const { lab } = loaded;
    const place = [path, below].filter(Boolean).join("/");
    for (const line of remarkLines(place, loaded.remarks)) print(line);
    if (lab === null) {
      all = false;
      continue;
    }
    const folder = labs.length === 1 ? out : join(out, lab.slug);
    const converted = convertLab(lab);
    write(folder, converted.files);
    for (const line of remarkLines(place, converted.remarks)) print(line);
    print(`${place}: ${lab.title} is now in ${folder}`);
  }
  for (const { slug, title, summary, minutes, labs: slugs, text } of labs.length === 1 ? [] : courses) {
    const writer = createNativeWriter({ dialect: "native", pictureAddress: () => null });
    const fields = {
      title: writer.line(title),
      summary: writer.line(summary || title),
      minutes,
      labs: slugs,
    };
    writer.document(`courses/${slug}.md`, fields, text.markdown);
    write(out, writer.files);
  }
  return all;
}
