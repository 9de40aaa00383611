"use client";
import { useEffect, useId, useState } from "react";
import { useTheme } from "../../../ui/theme.ts";
import { type Drawing, drawMermaid } from "./draw-mermaid.ts";
import { Scrolling } from "./scrolling.tsx";

/** A diagram, drawn when it is first shown; what it cannot draw is shown as its source. */
export function MermaidDiagram({ text }: { text: string }) {
  const theme = useTheme();
  const id = useId().replace(/[^a-zA-Z0-9]/g, "");
  const [drawing, setDrawing] = useState<Drawing | "waiting" | "refused">("waiting");
  useEffect(() => {
    let stopped = false;
    drawMermaid(`mermaid-${id}`, text, theme).then(
      (drawn) => !stopped && setDrawing(drawn),
      () => !stopped && setDrawing("refused"),
    );
    return () => {
      stopped = true;
    };
  }, [id, text, theme]);
  if (typeof drawing === "object")
    return (
      // A picture runs nothing and loads nothing, whatever the drawing holds.
      // biome-ignore lint/performance/noImgElement: a drawing made in this page needs no image service
      <img
        className="lab-diagram"
        src={drawing.url}
        width={drawing.width}
        height={drawing.height}
        alt={`Diagram: ${text}`}
      />
    );
  return (
    <div className="lab-code">
      <Scrolling code label="Diagram, as its source">
        <code>{text}</code>
      </Scrolling>
      {drawing === "refused" && (
        <div className="lab-code-bar">
          <span className="lab-code-label">This diagram cannot be drawn; this is its source.</span>
        </div>
      )}
    </div>
  );
}
