import type { LabSlug } from "../../../../runtime/protocol/index.ts";
import type { LabFolder } from "../../model/folder.ts";
import type { Lab, LabScript, LabSource, LoadedLab } from "../../model/lab.ts";
import { withDigest } from "../../model/lab-digest.ts";
import { undeclaredImages } from "../../native/images-mentioned.ts";
import { folderOf } from "../killercoda/settings/author-paths.ts";
import { type Fields, openFields } from "../killercoda/settings/fields.ts";
import { createRemarkList, type Remark } from "../killercoda/settings/remark-list.ts";
import { readYamlOfAuthors } from "../killercoda/settings/yaml-of-authors.ts";
import { picturesOfTexts } from "../pictures-of-texts.ts";
import { plainLine, shorten } from "../plain-words.ts";
import { type Override, readOverride } from "./compose-override.ts";
import { settingsOf } from "./find-labspace.ts";
import { PROJECT_HOME, projectFiles } from "./project-files.ts";
import { readSections } from "./sections.ts";
import { readServices, readVariables } from "./services.ts";

/**
 * Reads Docker's Labspace in a folder: its root holds `labspace.yaml`, or `labspace/` or `.labspace/` that does. Each section is a
 * step. The project's files are placed in /root, where terminals start. Whatever is not understood is a remark; `lab` is null
 * only when the settings are not there, cannot be read, or lead to no text.
 */
export function loadLabspace(folder: LabFolder, slug: LabSlug): LoadedLab {
  const remarks = createRemarkList();
  const { remark } = remarks;
  const [file, ...others] = settingsOf(folder);
  if (file === undefined) {
    remark("error", "labspace.yaml", null, "There is no labspace.yaml in this folder.");
    return { lab: null, remarks: remarks.all() };
  }
  for (const other of others) remark("note", other, null, `${file} is read instead of this file.`);
  const document = readYamlOfAuthors(folder.text(file));
  for (const fault of document.faults) remark("error", file, fault.line, fault.message);
  const settings = openFields(document, file, remark);
  if (settings === null) return { lab: null, remarks: remarks.all() };

  settings.accept("variables");
  settings.inner("metadata")?.accept("id", "contentVersion");
  const title = shorten(plainLine(settings.text("title") ?? ""), 200);
  if (title === "") remark("warning", file, settings.line("title"), "The Labspace has no title.");
  const intro = readDescription(folder, file, settings);
  const steps = readSections(folder, file, settings, remark);
  const services = readServices(file, settings, remark);
  const variables = readVariables(file, document, remark);
  const override = readOverride(folder, remark);
  const files = readProject(folder, settings, override, remark);
  settings.close();
  if (steps.length === 0) return { lab: null, remarks: remarks.all() };
  const texts = [intro, ...steps.map(({ text }) => text)];
  const lab: Omit<Lab, "digest"> = {
    slug,
    dialect: "labspace",
    title: title || "Labspace",
    summary: shorten(plainLine(intro.markdown), 300),
    level: null,
    minutes: null,
    tags: [],
    goals: [],
    language: "en",
    translations: {},
    nodes: 1,
    egress: null,
    images: imagesOf(texts),
    layout: "editor",
    terminals: [],
    openFiles: [],
    services,
    variables,
    environment: override.environment,
    files,
    setup: mentionsProject(texts) ? [projectLink(file)] : [],
    start: [],
    intro,
    steps,
    finish: { markdown: "", file, lineOffset: 0 },
    assets: picturesOfTexts(folder, texts, remark, [folderOf(file), ""]),
  };
  return { lab: withDigest(lab), remarks: remarks.all() };
}

/** A block of text begins below its name, other text beside it. */
function readDescription(folder: LabFolder, file: string, settings: Fields): LabSource {
  const markdown = settings.text("description") ?? "";
  const line = settings.line("description") ?? 1;
  const isBlock = /:\s*[|>][-+\d]*\s*(?:#.*)?$/.test(folder.text(file).split("\n")[line - 1] ?? "");
  return { markdown, file, lineOffset: markdown === "" ? 0 : isBlock ? line : line - 1 };
}

function readProject(folder: LabFolder, settings: Fields, override: Override, remark: Remark): Lab["files"] {
  const { projectFolder, projectUrl } = override;
  const own = nameOfRepository(settings.inner("metadata")?.text("sourceRepo") ?? "");
  if (projectUrl !== null && own !== "" && own !== nameOfRepository(projectUrl.url) && !hasProject(folder))
    remark(
      "note",
      projectUrl.file,
      projectUrl.line,
      "The project is said to be another repository's; here its files are this folder's.",
    );
  const files = projectFiles(folder, projectFolder);
  if (files !== null) return files;
  remark(
    "warning",
    projectUrl?.file ?? "compose.override.yaml",
    null,
    `The project's folder ${projectFolder} is not there.`,
  );
  return projectFiles(folder, null) ?? [];
}

function hasProject(folder: LabFolder): boolean {
  return folder.paths().some((path) => path.startsWith("project/"));
}

/** `owner/name` of a repository's address, however written. */
function nameOfRepository(address: string): string {
  return (/([^/:]+\/[^/]+?)(?:\.git)?\/*$/.exec(address.trim())?.[1] ?? "").toLowerCase();
}

/** Labspaces have their project at /project; texts that say so find it there. */
function mentionsProject(texts: LabSource[]): boolean {
  return texts.some(({ markdown }) => /(?<![\w.~-])\/project(?![\w-])/.test(markdown));
}

function projectLink(file: string): LabScript {
  return { text: `ln -sfn ${PROJECT_HOME} /project\n`, file, node: "node1", timeoutMs: 60_000 };
}

function imagesOf(texts: LabSource[]): string[] {
  const images = undeclaredImages(
    texts.map((text) => ({ ...text, text: text.markdown })),
    [],
  );
  return images
    .map(({ image }) => image)
    .filter((image) => !/^[\d:.]+$/.test(image))
    .slice(0, 40);
}
