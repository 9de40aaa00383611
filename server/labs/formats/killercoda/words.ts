import type { LabSource } from "../../model/lab.ts";
import { readText, type Scenario } from "./scenario.ts";
import { nameOf } from "./settings/author-paths.ts";
import type { Fields } from "./settings/fields.ts";
import { quote } from "./settings/remark-list.ts";

export interface StepWords {
  title: string;
  text: LabSource;
  fields: Fields;
}

/** The words of a scenario in one language. */
export interface Words {
  title: string;
  summary: string;
  intro: LabSource;
  finish: LabSource;
  steps: StepWords[];
}

/** As many as a learner's way through a lab can count. */
const MAX_STEPS = 200;

export function readWords(scenario: Scenario, index: Fields): Words {
  const { path, file, remark } = scenario;
  const title = index.text("title")?.trim() ?? "";
  if (title === "")
    remark("warning", file, index.line("title"), "The scenario has no title; its folder's name is shown.");
  const details = index.inner("details");
  const steps = details?.list("steps") ?? [];
  if (steps.length > MAX_STEPS)
    remark(
      "error",
      file,
      details?.line("steps") ?? null,
      `There are ${steps.length} steps; those after ${MAX_STEPS} are left out.`,
    );
  return {
    title: title === "" ? nameOf(path).replace(/[-_]+/g, " ").trim() || "Scenario" : title,
    summary: (index.text("description") ?? "").trim().replace(/\s+/g, " "),
    intro: withCredits(scenario, readPage(scenario, details, "intro"), details?.inner("intro") ?? null),
    finish: readPage(scenario, details, "finish"),
    steps: steps.slice(0, MAX_STEPS).map((fields, number) => readStep(scenario, fields, number)),
  };
}

function readPage(scenario: Scenario, details: Fields | null, name: "intro" | "finish"): LabSource {
  const fields = details?.inner(name) ?? null;
  fields?.accept("title");
  return (fields && readText(scenario, fields)) ?? nothing(scenario);
}

function readStep(scenario: Scenario, fields: Fields, number: number): StepWords {
  const { file, remark } = scenario;
  const named = fields.names().includes("text");
  const text = readText(scenario, fields);
  if (!named) remark("warning", file, fields.line(), `Step ${number + 1} names no text.`);
  const title = fields.text("title")?.trim() || headingOf(text?.markdown ?? "") || `Step ${number + 1}`;
  return { title, text: text ?? nothing(scenario), fields };
}

/** The first heading of a text, without its marks; `""` when there is none among its first lines. */
function headingOf(markdown: string): string {
  for (const line of markdown.split("\n", 20)) {
    const heading = /^#{1,6}\s+(\S.*)$/.exec(line)?.[1];
    if (heading)
      return heading
        .replace(/[*_`#]/g, "")
        .trim()
        .slice(0, 200);
  }
  return "";
}

function withCredits({ file, remark }: Scenario, intro: LabSource, fields: Fields | null): LabSource {
  const credits = fields?.text("credits")?.trim() ?? "";
  if (credits === "") return intro;
  const url = URL.canParse(credits) && /^https?:\/\/[^\s<>()[\]]+$/i.test(credits);
  if (!url)
    remark(
      "note",
      file,
      fields?.line("credits") ?? null,
      `The credits ${quote(credits)} are no web address; they are not shown.`,
    );
  return url ? { ...intro, markdown: `${intro.markdown.trimEnd()}\n\nCredits: <${credits}>\n` } : intro;
}

export function nothing({ file }: Scenario): LabSource {
  return { markdown: "", file, lineOffset: 0 };
}
