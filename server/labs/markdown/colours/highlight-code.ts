import { createHighlighterCore, type HighlighterCore } from "shiki/core";
import { createOnigurumaEngine } from "shiki/engine/oniguruma";
import type { LabElement, LabNode } from "../../../../runtime/protocol/index.ts";
import { type HighlightLanguage, highlightLanguage, loadGrammar } from "./highlight-languages.ts";

/** What is longer is shown plain: colours are not worth a busy server. */
const limits = { characters: 40_000, lineLength: 2000, lineTimeMs: 100 };
/** Elements that are kept, of some 170 bytes each: what takes room is how many words a code has, and not how long it is. */
const CACHED_ELEMENTS = 400_000;
const themes = { light: "github-light-high-contrast", dark: "github-dark-high-contrast" };
const colour = /^#[0-9a-fA-F]{3,8}$/;

export interface CodeHighlighter {
  /**
   * The lines of a code, each `span` with its number in `line`; in it `span`s with `light` and `dark`, the colours as `#rrggbb`
   * of the two schemes. A language that is not known gives plain lines. The same code is coloured once.
   */
  lines(text: string, language: string | undefined): Promise<LabElement[]>;
}

export function createCodeHighlighter(cachedElements = CACHED_ELEMENTS): CodeHighlighter {
  let started: Promise<HighlighterCore> | null = null;
  const grammars = new Map<HighlightLanguage, Promise<void>>();
  const cache = new Map<string, LabElement[]>();
  let cached = 0;
  const countOf = (lines: LabElement[]) =>
    lines.reduce((count, { children = [] }) => count + 1 + children.length, 0);

  const highlighter = () => {
    started ??= createHighlighterCore({
      themes: [
        import("shiki/themes/github-light-high-contrast.mjs"),
        import("shiki/themes/github-dark-high-contrast.mjs"),
      ],
      langs: [],
      engine: createOnigurumaEngine(import("shiki/wasm")),
    });
    return started;
  };

  const ready = async (language: HighlightLanguage) => {
    const core = await highlighter();
    const loading =
      grammars.get(language) ?? loadGrammar(language).then((grammar) => core.loadLanguage(grammar));
    grammars.set(language, loading);
    await loading;
    return core;
  };

  const remember = (key: string, lines: LabElement[]) => {
    const before = cache.get(key);
    cache.delete(key);
    cache.set(key, lines);
    cached += countOf(lines) - (before ? countOf(before) : 0);
    for (const [oldest, kept] of cache) {
      if (cached <= cachedElements) break;
      cache.delete(oldest);
      cached -= countOf(kept);
    }
  };

  return {
    async lines(text, language) {
      const grammar = highlightLanguage(language ?? "");
      if (!grammar || text.length > limits.characters) return plainLines(text);
      const key = `${grammar}\n${text}`;
      const known = cache.get(key);
      if (known) {
        // The newest use comes last: the oldest leave first.
        cache.delete(key);
        cache.set(key, known);
        return known;
      }
      const lines = tokenLines(await ready(grammar), text, grammar);
      remember(key, lines);
      return lines;
    },
  };
}

const asLine = (children: LabNode[], at: number): LabElement => ({
  tag: "span",
  attributes: { line: at + 1 },
  children,
});

const plainLines = (text: string) =>
  text.split("\n").map((line, at) => asLine(line === "" ? [] : [line], at));

function tokenLines(core: HighlighterCore, text: string, lang: string): LabElement[] {
  const lines = core.codeToTokensWithThemes(text, {
    lang,
    themes,
    tokenizeMaxLineLength: limits.lineLength,
    tokenizeTimeLimit: limits.lineTimeMs,
  });
  return lines.map((tokens, at) => {
    const spans: LabElement[] = [];
    for (const { content, variants } of tokens) {
      const light = validColour(variants.light?.color);
      const dark = validColour(variants.dark?.color);
      const last = spans.at(-1);
      // Neighbours of one colour, and the blanks after one, are one: pages have fewer elements to draw.
      const isSame = last?.attributes?.light === light && last?.attributes?.dark === dark;
      if (last && (isSame || content.trim() === ""))
        last.children = [`${last.children?.[0] ?? ""}${content}`];
      else spans.push({ tag: "span", attributes: { light, dark }, children: [content] });
    }
    return asLine(spans, at);
  });
}

const validColour = (written: string | undefined) => (written && colour.test(written) ? written : "#808080");
