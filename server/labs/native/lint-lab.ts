import { type LabRemark, NodeName } from "../../../runtime/protocol/index.ts";
import type { Lab, LabSource } from "../model/lab.ts";
import { SET_UP_LIMIT_MS } from "../running/run-set-up.ts";
import { undeclaredImages } from "./images-mentioned.ts";
import { picturesIn } from "./pictures.ts";

/** Every text of a lab that a learner reads, in all its languages. */
export function textsOf(lab: Lab): LabSource[] {
  const translated = Object.values(lab.translations).flatMap(({ intro, finish, steps }) => [
    intro,
    finish,
    ...steps.flatMap(({ text, hints = [], checkHints = [] }) => [text, ...hints, ...checkHints]),
  ]);
  const english = lab.steps.flatMap(({ text, hints, checks, solution, quizzes }) => [
    text,
    ...hints,
    ...checks.flatMap(({ hint }) => hint ?? []),
    ...(solution ? [solution.text] : []),
    ...quizzes.flatMap(({ questions }) =>
      questions.flatMap((one) => [one.text, one.explanation ?? []].flat()),
    ),
  ]);
  return [lab.intro, lab.finish, ...english, ...translated];
}

const DOCKERFILE = /(^|\/)(Dockerfile|Containerfile)[^/]*$|\.dockerfile$/i;

const minutes = (ms: number) => Math.round(ms / 60_000);

/** A set-up of a node that may be ended although each of its scripts keeps its own time. */
function longSetUps({ setup }: Lab): LabRemark[] {
  return NodeName.options.flatMap((node) => {
    const scripts = setup.filter((script) => script.node === node);
    const sumMs = scripts.reduce((sum, { timeoutMs }) => sum + timeoutMs, 0);
    if (sumMs <= SET_UP_LIMIT_MS) return [];
    const message = `The set-up of ${node} has ${minutes(SET_UP_LIMIT_MS)} minutes as a whole, and the times of its ${scripts.length} scripts are ${minutes(sumMs)} together: give each the timeoutSeconds that it needs.`;
    return [{ severity: "note", file: "lab.md", line: null, message }];
  });
}

/**
 * What a lab that loaded could do better: images that it does not declare, pictures that are absent or that nothing shows, set-ups
 * that may take too long.
 */
export function lintLab(lab: Lab): LabRemark[] {
  const remarks = longSetUps(lab);
  const shown = new Set<string>();
  const told = new Set<string>();
  for (const source of textsOf(lab)) {
    for (const { path, written, line } of picturesIn(source)) {
      if (path !== null) shown.add(path);
      if (path !== null && lab.assets[path] !== undefined) continue;
      const message = `The picture ${written} does not exist: pictures stand in images/.`;
      const key = `${source.file}:${line}:${message}`;
      if (!told.has(key)) remarks.push({ severity: "error", file: source.file, line, message });
      told.add(key);
    }
  }
  for (const path of Object.keys(lab.assets)) {
    if (shown.has(path)) continue;
    remarks.push({ severity: "warning", file: path, line: null, message: "No text shows this picture." });
  }

  const scripts = [
    ...lab.setup,
    ...lab.start,
    ...lab.steps.flatMap((step) => [
      ...(step.background ? [step.background] : []),
      ...(step.solution?.scripts ?? []),
    ]),
  ].map(({ text, file }) => {
    // Of a script in front matter it is not known at which line it stands.
    return { text, file, lineOffset: file.endsWith(".md") ? null : 0 };
  });
  const texts = [lab.intro, ...lab.steps.map(({ text }) => text)].map(({ markdown, file, lineOffset }) => ({
    text: markdown,
    file,
    lineOffset,
  }));
  const dockerfiles = lab.files
    .filter(({ path }) => DOCKERFILE.test(path))
    .map(({ path, bytes }) => ({ text: new TextDecoder().decode(bytes), file: path, lineOffset: 0 }));
  for (const { image, file, line } of undeclaredImages([...texts, ...scripts, ...dockerfiles], lab.images)) {
    const message = `${image} is used and not declared under images: without internet it may be missing.`;
    remarks.push({ severity: "note", file, line, message });
  }
  return remarks;
}
