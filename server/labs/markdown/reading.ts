import type { LabRemark, NodeName } from "../../../runtime/protocol/index.ts";
import type { Draft } from "./drafts/draft.ts";
import { hasVariables } from "./drafts/draft-text.ts";
import { dollarsMarkPattern, noteMarkPattern, portMarkPattern } from "./marks.ts";
import type { RenderContext } from "./render-context.ts";
import { createSlots, type Slots } from "./slots.ts";

/** One text while it is rendered: what every stage needs to know, and where it tells what it found. */
export interface Reading {
  draft: Draft;
  /** What the parser was given. */
  markdown: string;
  context: RenderContext;
  slots: Slots;
  /** `parsedLine` counts in `markdown`, from 1; null where the place is not known. */
  remark(severity: LabRemark["severity"], parsedLine: number | null | undefined, message: string): void;
  /** Characters that variables may still put into this text. */
  room: { characters: number };
  /** A text with its variables and previews' addresses put in, as commands and attributes have them. */
  filled(text: string): string;
  /** The address that stands for a port's preview in a text, without a slash at its end. */
  portAddress(node: NodeName, port: number): string;
}

/** Of all variables together: a text of people's has some hundred characters of them. */
const MOST_PUT_IN = 256 * 1024;

const variable = /\$\$([A-Za-z_][A-Za-z0-9_-]{0,63})\$\$/g;

export function createReading(draft: Draft, context: RenderContext): Reading {
  const portAddress = (node: NodeName, port: number) =>
    // Authors write what follows with its own slash.
    (context.previewUrl(node, port) ?? `http://${context.address(node) ?? node}:${port}`).replace(/\/$/, "");
  const reading: Reading = {
    draft,
    context,
    markdown: draft.lines.map(({ text }) => text).join("\n"),
    slots: createSlots(),
    room: { characters: MOST_PUT_IN },
    portAddress,
    remark: (severity, parsedLine, message) =>
      draft.remark(severity, parsedLine ? (draft.lines[parsedLine - 1]?.line ?? null) : null, message),
    filled: (text) => {
      const ports = text.replaceAll(portMarkPattern(), (_mark, node: NodeName, port: string) =>
        portAddress(node, Number(port)),
      );
      return withVariables(ports, reading).replaceAll(noteMarkPattern(), "");
    },
  };
  return reading;
}

/** Puts the values of variables in; one with no value shows its name, and so does one for which there is no room left. */
export function withVariables(text: string, { context, room, remark }: Reading): string {
  if (!hasVariables(context)) return text;
  return text
    .replaceAll(variable, (_written, name: string) => {
      const value = Object.hasOwn(context.variables, name) ? (context.variables[name] ?? "") : "";
      if (value.length > room.characters) {
        remark(
          "warning",
          null,
          "The text has more of its variables than can be put in: some show their names.",
        );
        return name;
      }
      room.characters -= value.length;
      return value || name;
    })
    .replaceAll(dollarsMarkPattern(), () => "$$");
}
