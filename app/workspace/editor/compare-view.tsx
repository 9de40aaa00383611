"use client";
import { useEffect, useRef } from "react";
import { languageOf } from "../../client/file-kind.ts";
import { useWorkspace } from "../workspace-context.ts";
import { monaco } from "./monaco-setup.ts";

/** What the disk holds beside what was typed, to read only. */
export default function CompareView({ path, disk, mine }: { path: string; disk: string; mine: string }) {
  const { fontSizePx } = useWorkspace().preferences;
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const language = languageOf(path);
    const original = monaco.editor.createModel(disk, language);
    const modified = monaco.editor.createModel(mine, language);
    const editor = monaco.editor.createDiffEditor(host.current, {
      automaticLayout: true,
      readOnly: true,
      fontFamily: '"JetBrains Mono Variable", monospace',
      fontSize: fontSizePx,
      minimap: { enabled: false },
      originalAriaLabel: "The text on disk",
      modifiedAriaLabel: "Your text",
    });
    editor.setModel({ original, modified });
    return () => {
      editor.dispose();
      original.dispose();
      modified.dispose();
    };
  }, [path, disk, mine, fontSizePx]);
  return <div ref={host} className="absolute inset-0 bg-surface" />;
}
