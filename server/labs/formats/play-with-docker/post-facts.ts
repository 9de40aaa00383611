import type { LabLevel } from "../../../../runtime/protocol/index.ts";
import { parseLevel, parseMinutes } from "../killercoda/level-and-time.ts";
import type { Fields } from "../killercoda/settings/fields.ts";
import { quote, type Remark } from "../killercoda/settings/remark-list.ts";
import { plainLine, shorten } from "../plain-words.ts";

export interface PostFacts {
  title: string;
  /** `""` when the author gave none. */
  summary: string;
  level: LabLevel | null;
  tags: string[];
  /** Terminals, as the author counts them; each has a node of its own. Null when not said. */
  terms: number | null;
  published: boolean;
}

/** Of the site's look, or told by the file's name: nothing for a lab. */
const ACCEPTED = [
  "layout",
  "date",
  "author",
  "authors",
  "img",
  "permalink",
  "redirect_from",
  "comments",
  "sitemap",
  "toc",
];
/** Images that have nothing but Docker in them, as every sandbox has. */
const PLAIN_IMAGES = /^(?:franela\/dind|docker|dind)(?::|$)|(?:^|\/)(?:k8s-)?dind\b/;

/** What a post's front matter says; `name` is the title of one that says nothing. */
export function readFacts(fields: Fields | null, file: string, name: string, remark: Remark): PostFacts {
  const facts: PostFacts = { title: name, summary: "", level: null, tags: [], terms: null, published: true };
  if (fields === null) return facts;
  fields.accept(...ACCEPTED);
  const title = plainLine(fields.text("title") ?? "");
  if (title === "")
    remark("warning", file, fields.line("title"), "The post has no title; its file's name is shown.");
  else facts.title = shorten(title, 200);
  facts.summary = shorten(plainLine(fields.text("description", "excerpt", "summary") ?? ""), 300);
  const categories = [...wordsOf(fields, "categories"), ...wordsOf(fields, "category")];
  facts.level = categories.map(parseLevel).find((level) => level !== null) ?? null;
  const more = categories.filter((word) => parseLevel(word) === null);
  facts.tags = [...new Set([...wordsOf(fields, "tags"), ...more].map(tagOf))]
    .filter((tag) => tag !== "")
    .slice(0, 12);
  facts.terms = readTerms(fields, file, remark);
  facts.published = !fields.names().includes("published") || fields.flag("published");
  const image = fields.text("image") ?? "";
  if (image !== "" && !PLAIN_IMAGES.test(image))
    remark(
      "warning",
      file,
      fields.line("image"),
      `The sandbox image ${quote(image)} is not used: nodes run Slipway's own.`,
    );
  fields.close();
  return facts;
}

function readTerms(fields: Fields, file: string, remark: Remark): number | null {
  const terms = fields.number("terms");
  if (terms === null) return null;
  if (Number.isInteger(terms) && terms >= 0) return terms;
  remark("warning", file, fields.line("terms"), `${terms} is no number of terminals; one is opened.`);
  return null;
}

/** Jekyll takes a list, or words with spaces or commas between them. */
function wordsOf(fields: Fields, name: string): string[] {
  return fields
    .texts(name)
    .flatMap((text) => text.split(/[,\s]+/))
    .filter((word) => word !== "");
}

function tagOf(word: string): string {
  const tag = word
    .toLowerCase()
    .replace(/[^a-z0-9 .+-]+/g, "-")
    .replace(/^[^a-z0-9]+|[^a-z0-9+]+$/g, "");
  return tag.slice(0, 31);
}

/** "Time: Approximately 45 minutes", as posts write it near their top; null when none says so. */
export function readTime(body: string): number | null {
  const written = /\btime\b[*_]*\s*:?[*_]*\s*:?\s*([^\n]{1,60})/i.exec(body.slice(0, 4000))?.[1];
  return written !== undefined && /\d+\s*(?:-\s*\d+\s*)?(?:h|min)/i.test(written)
    ? parseMinutes(written)
    : null;
}
