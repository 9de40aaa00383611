/** What a line is to the fenced blocks of code around it. */
export type FenceRole =
  | { kind: "text" }
  | { kind: "open"; indent: string; fence: string; info: string }
  | { kind: "inside" }
  /** `annotation`: words in `{{…}}` after the fence, which no Markdown parser takes for a closing one. */
  | { kind: "close"; opener: number; annotation: string | null };

const opening = /^((?:[ \t]|>|(?:[-+*]|\d{1,9}[.)])[ \t])*)(`{3,}|~{3,})(.*)$/;
const closing = /^(?:[ \t]|>)*(`{3,}|~{3,})[ \t]*(?:\{\{([^{}]*)\}\})?[ \t]*$/;

/** Tells for each line whether it opens, is in, or closes a fenced block, wherever it is indented or quoted. */
export function fenceRoles(lines: readonly string[]): FenceRole[] {
  const roles: FenceRole[] = [];
  let open: { at: number; fence: string } | null = null;
  for (const [at, line] of lines.entries()) {
    if (open) {
      const [, fence = "", annotation] = closing.exec(line) ?? [];
      const closes = fence.startsWith(open.fence);
      roles.push(
        closes ? { kind: "close", opener: open.at, annotation: annotation ?? null } : { kind: "inside" },
      );
      if (closes) open = null;
      continue;
    }
    const [, indent = "", fence = "", info = ""] = opening.exec(line) ?? [];
    if (fence === "" || (fence.startsWith("`") && info.includes("`"))) {
      roles.push({ kind: "text" });
      continue;
    }
    open = { at, fence };
    roles.push({ kind: "open", indent, fence, info: info.trim() });
  }
  return roles;
}
