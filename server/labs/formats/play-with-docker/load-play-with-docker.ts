import { type LabSlug, NodeName } from "../../../../runtime/protocol/index.ts";
import type { LabFolder } from "../../model/folder.ts";
import type { Lab, LabSource, LoadedLab } from "../../model/lab.ts";
import { withDigest } from "../../model/lab-digest.ts";
import { plainStep } from "../../model/plain-step.ts";
import { undeclaredImages } from "../../native/images-mentioned.ts";
import { createRemarkList } from "../killercoda/settings/remark-list.ts";
import { picturesOfTexts } from "../pictures-of-texts.ts";
import { firstParagraph } from "../plain-words.ts";
import { findAlpineCommands, findTerms } from "./find-terms.ts";
import { readFacts, readTime } from "./post-facts.ts";
import { readPost } from "./read-post.ts";
import { type PostPart, type SplitPost, splitPost } from "./split-post.ts";

const MAX_NODES = 5;
const MAX_STEPS = 200;
/** Ports of an option that was taken for an image's name. */
const PORTS = /^[\d:.]+$/;

/** Whether a path of a Jekyll site (`""`: the site is the whole folder) is a post. */
export const POST = /^(?:(.+)\/)?_posts\/(?:.+\/)?([^/]+)\.(?:markdown|md)$/;

/** A post's name as its address has it: without the date. */
export function nameOfPost(post: string): string {
  return (POST.exec(post)?.[2] ?? post).replace(/^\d{4}-\d{1,2}-\d{1,2}-(?=.)/, "");
}

/**
 * Reads one post of Play with Docker's training site as a lab. `folder` is the site, since posts show pictures from all over it:
 * files of texts, remarks and pictures are paths below it. `lab` is null only when there is no such post, or its author keeps it back.
 */
export function loadPlayWithDockerLab(folder: LabFolder, post: string, slug: LabSlug): LoadedLab {
  const remarks = createRemarkList();
  const { remark } = remarks;
  if (!folder.has(post)) {
    remark("error", post, null, "There is no such post.");
    return { lab: null, remarks: remarks.all() };
  }
  const { fields, body, bodyOffset } = readPost(folder, post, remark);
  const name = nameOfPost(post)
    .replace(/[-_]+/g, " ")
    .trim()
    .replace(/^\p{L}/u, (letter) => letter.toUpperCase());
  const facts = readFacts(fields, post, name, remark);
  if (!facts.published) {
    remark(
      "note",
      post,
      fields?.line("published") ?? null,
      "The author does not publish this post: it is left out.",
    );
    return { lab: null, remarks: remarks.all() };
  }
  const nodes = countNodes(facts.terms, body, (line, message) =>
    remark("warning", post, line === null ? (fields?.line("terms") ?? null) : bodyOffset + line + 1, message),
  );
  for (const line of findAlpineCommands(body))
    remark("note", post, bodyOffset + line + 1, "apk is Alpine's: outside of a container use apt-get.");
  const source = (part: Pick<PostPart, "markdown" | "line">): LabSource => ({
    markdown: part.markdown,
    file: post,
    lineOffset: bodyOffset + part.line,
  });
  const { intro, steps, finish } = withFinish(splitPost(body, facts.title));
  if (body.trim() === "") remark("error", post, null, "The post has no text.");
  if (steps.length > MAX_STEPS)
    remark("error", post, null, `There are ${steps.length} steps; those after ${MAX_STEPS} are left out.`);
  const texts = [source({ markdown: body, line: 0 })];
  const images = undeclaredImages(
    texts.map((text) => ({ ...text, text: text.markdown })),
    [],
  );
  const lab: Omit<Lab, "digest"> = {
    slug,
    dialect: "play-with-docker",
    title: facts.title,
    summary: facts.summary || firstParagraph(intro) || firstParagraph(body),
    level: facts.level,
    minutes: readTime(body),
    tags: facts.tags,
    goals: [],
    language: "en",
    translations: {},
    nodes,
    egress: null,
    images: images
      .map(({ image }) => image)
      .filter((image) => !PORTS.test(image))
      .slice(0, 40),
    layout: "terminal",
    ...(facts.terms === 0 && nodes === 1 && findTerms(body).length === 0 ? { readingOnly: true } : {}),
    terminals: Array.from({ length: nodes - 1 }, (_, index) => {
      const node = NodeName.parse(`node${index + 2}`);
      return { title: node, node, command: null };
    }),
    openFiles: [],
    services: [],
    variables: [],
    environment: {},
    files: [],
    setup: [],
    start: [],
    intro: source({ markdown: intro, line: 0 }),
    steps: steps.slice(0, MAX_STEPS).map((part) => plainStep(part.title, source(part))),
    finish: finish === null ? { markdown: "", file: post, lineOffset: 0 } : source(finish),
    assets: picturesOfTexts(folder, texts, remark),
  };
  return { lab: withDigest(lab), remarks: remarks.all() };
}

/** As many as the author says, and at least as many as the text types into. */
function countNodes(
  terms: number | null,
  body: string,
  warn: (line: number | null, message: string) => void,
): number {
  const said = terms ?? 1;
  if (said > MAX_NODES) warn(null, `${said} terminals are more than ${MAX_NODES}: the rest is left out.`);
  let nodes = Math.min(Math.max(said, 1), MAX_NODES);
  for (const { term, line } of findTerms(body)) {
    if (term > MAX_NODES) {
      if (term > said) warn(line, `There is no terminal ${term}: a lab has ${MAX_NODES} at most.`);
    } else if (term > Math.max(nodes, said)) {
      warn(line, `Terminal ${term} is used and terms says ${said}: ${term} are opened.`);
      nodes = term;
    } else if (said === 0) {
      warn(line, "Terminal 1 is used and terms says 0: it is opened.");
      return Math.max(nodes, 1);
    }
  }
  return nodes;
}

/** Closing words with nothing to do in them are the finish page. */
function withFinish({ intro, steps }: SplitPost): SplitPost & { finish: PostPart | null } {
  const last = steps.at(-1);
  const closes =
    last !== undefined &&
    steps.length > 1 &&
    /^(?:conclusions?|summary|wrap[- ]?up|recap|what(?:'|’)?s next|next steps?|further reading|more resources)\b/i.test(
      last.title,
    ) &&
    findTerms(last.markdown).length === 0 &&
    !/^\s*\{:\s*\.quiz\s*\}/m.test(last.markdown);
  return closes ? { intro, steps: steps.slice(0, -1), finish: last } : { intro, steps, finish: null };
}
