import type { LabRemark, LabSlug } from "../../../runtime/protocol/index.ts";
import type { LabFolder } from "../model/folder.ts";
import type { Lab, LabSource, LoadedLab } from "../model/lab.ts";
import { withDigest } from "../model/lab-digest.ts";
import { type FrontMatter, readFrontMatter } from "./front-matter.ts";
import { LabFrontMatter, StepFrontMatter } from "./lab-schema.ts";
import { lintLab } from "./lint-lab.ts";
import { filesIn, placedIn } from "./native-files.ts";
import { picturePath, readNativeName } from "./native-names.ts";
import { type NativeFile, scriptsIn } from "./native-source.ts";
import { stepIn } from "./native-step.ts";
import { translationIn } from "./native-translations.ts";

const LAB_FILE = "lab.md";
const OWN_NOTES = /^(README|LICENSE|NOTICE)(\.[a-z]+)?$/i;

const WANTED = {
  level: "the catalog cannot say for whom the lab is.",
  minutes: "the catalog cannot say how long it takes.",
  goals: "the lab's page cannot say what is learned.",
};

const labFallback = (slug: LabSlug) => LabFrontMatter.parse({ title: slug, summary: slug });

/** A step's title when it has none: its file's name in words. */
const stepFallback = (file: string) => {
  const title = file
    .replace(/^steps\/\d+-/, "")
    .replace(/\.md$/, "")
    .replaceAll("-", " ");
  return StepFrontMatter.parse({ title });
};

/**
 * A lab in the native format. Everything wrong is a remark with its file and line, and the rest loads: `lab` is null only
 * where there is no lab.md. Never throws for what a folder holds.
 */
export function loadNativeLab(folder: LabFolder, slug: LabSlug): LoadedLab {
  const remarks: LabRemark[] = [];
  const used = new Set<string>([LAB_FILE]);
  const remark: NativeFile["remark"] = (severity, line, message, file = LAB_FILE) =>
    remarks.push({ severity, file, line, message });
  if (!folder.has(LAB_FILE)) {
    remark("error", null, "There is no lab.md in this folder.");
    return { lab: null, remarks };
  }

  const front = readFrontMatter(LAB_FILE, folder.text(LAB_FILE), LabFrontMatter, labFallback(slug));
  remarks.push(...front.remarks);
  const { data } = front;
  const open = (file: string): Omit<NativeFile, "front"> => {
    used.add(file);
    return {
      folder,
      file,
      nodes: data.nodes,
      remark: (severity, line, message, other = file) => remark(severity, line, message, other),
      use: (path) => used.add(path),
    };
  };
  const native: NativeFile = { ...open(LAB_FILE), front };

  for (const [field, why] of Object.entries(WANTED)) {
    if (front.replaced.size > 0 || front.has(field)) continue;
    remark("warning", 1, `${field} is missing: ${why}`);
  }
  for (const [index, { node }] of data.terminals.entries()) {
    if (Number(node.replace("node", "")) > data.nodes)
      remark(
        "error",
        front.lineOf(["terminals", index]),
        `${node} is not a node of this lab, which has ${data.nodes}.`,
      );
  }

  const steps = loadSteps(folder, open, remark);
  const finish: LabSource = folder.has("finish.md")
    ? { markdown: folder.text("finish.md"), file: "finish.md", lineOffset: 0 }
    : { markdown: "", file: "finish.md", lineOffset: 0 };
  used.add("finish.md");
  const pictures = folder.paths().filter((path) => picturePath.test(path));
  for (const path of pictures) used.add(path);
  const intro: LabSource = { markdown: front.body, file: LAB_FILE, lineOffset: front.bodyOffset };
  const english = {
    title: data.title,
    summary: data.summary,
    goals: data.goals,
  };
  const languages = folder.paths().flatMap((path) => {
    const name = readNativeName(path);
    return name?.kind === "lab" && name.language !== null ? [name.language] : [];
  });

  const lab: Lab = withDigest({
    slug,
    dialect: "native",
    ...english,
    level: data.level ?? null,
    minutes: data.minutes ?? null,
    tags: data.tags,
    language: data.language,
    translations: Object.fromEntries(
      languages.map((language) => [
        language,
        translationIn(folder, language, { ...english, intro, finish, steps }, (file) => {
          used.add(`finish.${language}.md`);
          return open(file);
        }),
      ]),
    ),
    nodes: data.nodes,
    egress: data.egress ?? null,
    images: data.images,
    layout: data.layout,
    terminals: data.terminals.map(({ title, node, command }) => ({ title, node, command: command ?? null })),
    openFiles: data.open.map((path) => (path.startsWith("/") ? path : `/root/${path}`)),
    services: data.services.map(({ title, port, path, href }) => ({
      title,
      port: port ?? null,
      path: path ?? "/",
      href: href ?? null,
    })),
    variables: data.variables.map(({ name, ask, value }) => ({ name, prompt: ask ?? null, value })),
    environment: data.environment,
    files: [...filesIn(native), ...placedIn(native, data.place)],
    setup: scriptsIn(native, ["setup"], data.setup),
    start: scriptsIn(native, ["start"], data.start),
    intro,
    steps: steps.map(({ step }) => step),
    finish,
    assets: Object.fromEntries(pictures.map((path) => [path, folder.read(path)])),
  });

  remarks.push(...lintLab(lab));
  for (const path of folder.paths()) {
    if (used.has(path) || OWN_NOTES.test(path) || path.startsWith(".")) continue;
    remark("warning", null, unusedWords(path), path);
  }
  return { lab, remarks };
}

function unusedWords(path: string): string {
  if (/^steps\/[^/]+\.md$/.test(path)) {
    const name = readNativeName(path);
    if (name === undefined)
      return "Steps are named NN-name.md, with no dot in the name: this file is not read.";
    return "This translation belongs to no step, or lab.LANG.md of its language is absent: it is not read.";
  }
  if (path.startsWith("images/"))
    return "Not a picture of a known kind (svg, png, jpg, gif, webp, avif): it is not shown.";
  return "Nothing reads this file.";
}

function loadSteps(
  folder: LabFolder,
  open: (file: string) => Omit<NativeFile, "front">,
  remark: NativeFile["remark"],
) {
  const names = folder.paths().flatMap((path) => {
    const name = readNativeName(path);
    return name?.kind === "step" && name.language === null ? [{ path, ...name }] : [];
  });
  // By number first, so that 2-x comes before 10-x.
  names.sort((a, b) => a.number - b.number || (a.path < b.path ? -1 : 1));
  if (names.length === 0)
    remark("error", null, "There are no steps: put them into steps/01-name.md and so on.");
  return names.map(({ path, step: stem, number }, index) => {
    const native = open(path);
    const front: FrontMatter<(typeof StepFrontMatter)["_output"]> = readFrontMatter(
      path,
      folder.text(path),
      StepFrontMatter,
      stepFallback(path),
    );
    for (const { severity, line, message } of front.remarks) native.remark(severity, line, message);
    if (number !== index + 1) {
      native.remark(
        "warning",
        null,
        `This is step ${index + 1} and its name begins with ${number}: number steps without gaps.`,
      );
    }
    return { stem: `steps/${stem}`, step: stepIn({ ...native, front }, front) };
  });
}
