import type { LabSlug } from "../../../../runtime/protocol/index.ts";
import type { LabFolder } from "../../model/folder.ts";
import type { Lab, LabScript, LabSource, LabStep, LoadedLab } from "../../model/lab.ts";
import { withDigest } from "../../model/lab-digest.ts";
import { parseLevel, parseMinutes } from "./level-and-time.ts";
import { readAssets } from "./machine/assets.ts";
import { readEnvironment } from "./machine/environment.ts";
import { numberOfNode } from "./machine/host-names.ts";
import { readMachine } from "./machine/machine.ts";
import { findFixedAddresses, findLonePlaceholders } from "./machine/placeholders.ts";
import { findPictures } from "./pictures.ts";
import { findIndex, type Scenario } from "./scenario.ts";
import { type Fields, openFields } from "./settings/fields.ts";
import { readIndex } from "./settings/read-index.ts";
import { createRemarkList, quote } from "./settings/remark-list.ts";
import { readPageScripts, readSteps } from "./steps.ts";
import { readTranslations } from "./translations.ts";
import { nothing, readWords } from "./words.ts";

/**
 * Reads the scenario in a folder of a repository. `folder` is the whole repository, since texts show pictures from all over
 * it: it is the lab's root, and files of texts, remarks and pictures are paths below it. Whatever is not understood is a remark; `lab` is null
 * only when the settings file is not there or holds nothing that can be read.
 */
export function loadKillercodaLab(folder: LabFolder, path: string, slug: LabSlug): LoadedLab {
  const remarks = createRemarkList();
  const { remark } = remarks;
  const file = findIndex(folder, path);
  if (file === null) {
    remark("error", path, null, "There is no index.json or index.yaml of a scenario in this folder.");
    return { lab: null, remarks: remarks.all() };
  }
  const scenario: Scenario = { folder, path, file, remark };
  const index = openFields(readIndex(scenario), file, remark);
  const lab = index && readLab(scenario, index, slug);
  return { lab: lab && withDigest(lab), remarks: remarks.all() };
}

function readLab(scenario: Scenario, index: Fields, slug: LabSlug): Omit<Lab, "digest"> {
  const words = readWords(scenario, index);
  const details = index.inner("details");
  const backend = index.inner("backend");
  const environment = readEnvironment(scenario, index, backend);
  const introScripts = readPageScripts(scenario, details?.inner("intro") ?? null);
  const finishScripts = readPageScripts(scenario, details?.inner("finish") ?? null);
  const assets = details?.inner("assets");
  const files = [...environment.greeting, ...(assets ? readAssets(scenario, assets) : [])];

  const nodes = [...files, ...environment.terminals].reduce(
    (most, { node }) => Math.max(most, numberOfNode(node)),
    readMachine(scenario, backend).nodes,
  );
  const steps = readSteps(scenario, words, introScripts);
  const translations = readTranslations(scenario);
  const about = readAbout(scenario, index);
  index.close();

  const texts = [words.intro, words.finish, ...steps.flatMap(textsOf)];
  const translated = Object.values(translations).flatMap((one) => [
    one.intro,
    one.finish,
    ...one.steps.map(({ text }) => text),
  ]);
  const scripts = [introScripts, finishScripts, ...steps].flatMap((page) => [
    page.background,
    page.foreground,
  ]);
  remarkAddresses(scenario, [
    ...texts,
    ...scripts,
    ...steps.flatMap(({ checks }) => checks.map(({ script }) => script)),
  ]);

  return {
    slug,
    dialect: "killercoda",
    title: words.title,
    summary: words.summary,
    ...about,
    goals: [],
    language: "en",
    translations,
    nodes,
    egress: null,
    images: [],
    layout: environment.layout,
    terminals: environment.terminals,
    openFiles: environment.openFiles,
    services: environment.services,
    variables: [],
    environment: {},
    files,
    setup: [],
    // For each learner: it may write what differs between them, and what it starts would not outlive a template.
    start: introScripts.background ? [introScripts.background] : [],
    intro: environment.hideIntro ? nothing(scenario) : words.intro,
    steps,
    finish: environment.hideFinish ? nothing(scenario) : words.finish,
    ...(finishScripts.background || finishScripts.foreground ? { atFinish: finishScripts } : {}),
    assets: findPictures(scenario, [...texts, ...translated]),
  };
}

function textsOf({ text, hints, solution }: LabStep): LabSource[] {
  return [text, ...hints, ...(solution ? [solution.text] : [])];
}

function readAbout({ file, remark }: Scenario, index: Fields): Pick<Lab, "level" | "minutes" | "tags"> {
  index.accept("id", "icon", "noindex", "pathwayId", "pathwayTitle", "pathway");
  const difficulty = index.text("difficulty") ?? "";
  const level = parseLevel(difficulty);
  if (difficulty.trim() !== "" && level === null)
    remark(
      "note",
      file,
      index.line("difficulty"),
      `The difficulty ${quote(difficulty)} is none of beginner, intermediate and advanced.`,
    );
  const time = index.text("time") ?? "";
  const minutes = parseMinutes(time);
  if (time.trim() !== "" && minutes === null)
    remark(
      "note",
      file,
      index.line("time"),
      `The time ${quote(time)} is not understood; write it as in "15 minutes".`,
    );
  if (index.flag("private"))
    remark(
      "note",
      file,
      index.line("private"),
      "The scenario is marked private; here the catalog shows it to all.",
    );
  const type = index.text("type")?.trim() ?? "";
  const challenge = /^challenge\b/.test(type);
  if (type !== "" && !challenge && !/^(?:scenario|course|katacoda)\b/.test(type))
    remark("note", file, index.line("type"), `The type ${quote(type)} is not known.`);
  return { level, minutes, tags: challenge ? ["challenge"] : [] };
}

function remarkAddresses({ remark }: Scenario, sources: (LabSource | LabScript | null)[]): void {
  for (const source of sources) {
    if (source === null) continue;
    const text = "markdown" in source ? source.markdown : source.text;
    for (const { line, address } of findFixedAddresses(text))
      remark(
        "note",
        source.file,
        line,
        `The address ${address} is another one here; write [[HOST_IP]] or [[HOST2_IP]], or a host's name.`,
      );
    for (const { line, name } of findLonePlaceholders(text))
      remark(
        "note",
        source.file,
        line,
        `${name} is filled only in the whole address of a port; it stays as it is written.`,
      );
  }
}
