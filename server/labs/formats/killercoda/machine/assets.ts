import type { NodeName } from "../../../../../runtime/protocol/index.ts";
import type { LabFile } from "../../../model/lab.ts";
import type { Scenario } from "../scenario.ts";
import { join, nameOf, pathFrom, pathInSandbox } from "../settings/author-paths.ts";
import type { Fields } from "../settings/fields.ts";
import { quote } from "../settings/remark-list.ts";
import { compileGlob, type Glob } from "./glob.ts";
import { nodeOfHost } from "./host-names.ts";

const MAX_FILES = 10_000;
/** Each looks at every file below assets/. */
const MAX_GLOBS = 200;
const MAX_PATTERN = 300;
const MODE = /^(?:[0-7]{3,4}|[ugoa]*[-+=][rwxXst]*(?:,[ugoa]*[-+=][rwxXst]*)*)$/;

/**
 * The files that `details.assets` places: a plain path lands as target/its-name, a pattern keeps what lies below its fixed
 * part. Later entries win where two place the same file.
 */
export function readAssets(scenario: Scenario, assets: Fields): LabFile[] {
  const { folder, file, remark } = scenario;
  const root = join(scenario.path, "assets");
  const below = folder.paths().filter((path) => path.startsWith(`${root}/`));
  const placed = new Map<string, LabFile>();
  let globs = 0;
  let refused = 0;

  const place = (node: NodeName, from: string, path: string, mode: string | null) => {
    const key = `${node}:${path}`;
    if (placed.size >= MAX_FILES && !placed.has(key)) refused++;
    else placed.set(key, { node, path, bytes: folder.read(from), mode: mode ?? executable(from) });
  };
  const executable = (path: string) => (folder.isExecutable(path) ? "755" : null);

  const placePlain = (node: NodeName, entry: Fields, name: string, target: string, mode: string | null) => {
    const from = pathFrom(root, name);
    if (from === null)
      remark(
        "error",
        file,
        entry.line("file"),
        `${quote(name)} is not a path below assets/; it is left out.`,
      );
    else if (folder.has(from)) place(node, from, pathInSandbox(`${target}/${nameOf(from)}`), mode);
    else if (below.some((path) => path.startsWith(`${from}/`)))
      remark(
        "warning",
        file,
        entry.line("file"),
        `${quote(name)} is a folder; write ${quote(`${name}/**`)} for what is in it.`,
      );
    else remark("warning", file, entry.line("file"), `There is no file ${from}; it is left out.`);
  };

  const placeGlob = (node: NodeName, entry: Fields, glob: Glob, target: string, mode: string | null) => {
    const found = below.filter((path) => glob.matches(path.slice(root.length + 1)));
    if (found.length === 0)
      remark(
        "warning",
        file,
        entry.line("file"),
        `No file below ${root} matches ${quote(entry.text("file") ?? "")}.`,
      );
    const fixed = glob.base === "" ? root : join(root, glob.base);
    for (const path of found) {
      const kept = path.slice(fixed.length + 1);
      place(node, path, pathInSandbox(`${target}/${kept}`), mode);
    }
  };

  const readEntry = (node: NodeName, entry: Fields) => {
    const name = (entry.text("file") ?? "").trim().replace(/^(?:\.?\/)+/, "");
    const target = entry.text("target") ?? "/root";
    const mode = readMode(scenario, entry);
    if (name === "")
      return remark("warning", file, entry.line(), "This asset names no file; it is left out.");
    // A name that stands there as it is written is no pattern, brackets or not.
    if (folder.has(join(root, name))) return placePlain(node, entry, name, target, mode);
    const glob = compile(scenario, entry, name);
    if (glob === undefined) return;
    if (glob === null) return placePlain(node, entry, name, target, mode);
    if (globs++ < MAX_GLOBS) return placeGlob(node, entry, glob, target, mode);
    remark("error", file, null, `More than ${MAX_GLOBS} assets are patterns; the rest of them are left out.`);
  };

  for (const host of assets.names()) {
    const node = nodeOfHost(host) ?? "node1";
    if (nodeOfHost(host) === null)
      remark("warning", file, assets.line(host), `${quote(host)} is no host here; its assets go to node1.`);
    for (const entry of assets.list(host)) readEntry(node, entry);
  }
  if (refused > 0)
    remark(
      "error",
      file,
      assets.line(),
      `The assets are more than ${MAX_FILES} files; ${refused} are left out.`,
    );
  return [...placed.values()];
}

/** undefined, with a remark, when the pattern is not one. */
function compile({ file, remark }: Scenario, entry: Fields, name: string): Glob | null | undefined {
  try {
    if (name.length <= MAX_PATTERN) return compileGlob(name);
  } catch {
    // Told below.
  }
  remark(
    "warning",
    file,
    entry.line("file"),
    `${quote(name)} is no pattern that can be read; it is left out.`,
  );
  return undefined;
}

function readMode({ file, remark }: Scenario, entry: Fields): string | null {
  const mode = entry.text("chmod")?.trim() ?? "";
  if (mode === "") return null;
  if (MODE.test(mode)) return mode;
  remark("warning", file, entry.line("chmod"), `${quote(mode)} is nothing that chmod takes; it is left out.`);
  return null;
}
