import type { Theme } from "../../../ui/theme.ts";

export interface Drawing {
  /** A picture of the diagram, as an address that holds it. */
  url: string;
  width: number;
  height: number;
}

/** Longer sources are shown as text: drawing them would hold the page up. */
const MAX_SOURCE_CHARS = 20_000;

/** The size that a drawing has by its own words; a usual one where it says none. */
export function sizeOf(svg: string): { width: number; height: number } {
  const box = /viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"/.exec(svg);
  const width = Math.ceil(Number(box?.[1]));
  const height = Math.ceil(Number(box?.[2]));
  return width > 0 && height > 0 ? { width, height } : { width: 600, height: 400 };
}

/** Mermaid draws one diagram at a time: its settings are the page's. */
let turn: Promise<unknown> = Promise.resolve();

/** Draws a diagram in the colours of a theme. Rejects where the source is not understood. */
export function drawMermaid(id: string, text: string, theme: Theme): Promise<Drawing> {
  const mine = turn.then(async () => {
    if (text.length > MAX_SOURCE_CHARS) throw new Error("the diagram is too long to draw");
    const { default: mermaid } = await import("mermaid");
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      theme: theme === "dark" ? "dark" : "neutral",
      htmlLabels: false,
      flowchart: { htmlLabels: false },
      suppressErrorRendering: true,
      fontFamily: "system-ui, sans-serif",
    });
    const { svg } = await mermaid.render(id, text);
    const { width, height } = sizeOf(svg);
    const sized = svg
      .replace(/<svg /, `<svg width="${width}" height="${height}" `)
      .replace(/ width="100%"/, "");
    return { url: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sized)}`, width, height };
  });
  turn = mine.catch(() => undefined);
  return mine;
}
