import type { NodeName } from "../../../runtime/protocol/index.ts";

/*
 * Things found before parsing are carried through it as private-use characters, which Markdown leaves alone. An author's own
 * are removed first, so that a mark is always ours.
 */
const privateUse = /[\uE000-\uE004]/g;

export const withoutMarks = (text: string) => text.replace(privateUse, "");

/** The place of a port's address. */
export const portMark = (node: NodeName, port: number) => `\uE000${node}.${port}\uE001`;
/** Matches a port mark, also as percent-encoded by an address; groups: node, port. */
export const portMarkPattern = () => /(?:\uE000|%EE%80%80)(node[1-5])\.(\d{1,5})(?:\uE001|%EE%80%81)/g;

/** The place of the draft's note of that number. */
export const noteMark = (index: number) => `\uE002${index}\uE003`;
export const noteMarkPattern = () => /\uE002(\d+)\uE003/g;

/** Stands for an escaped `\$\$`, so that it is not taken for a variable's beginning. */
export const dollarsMark = "\uE004";
export const dollarsMarkPattern = () => /\uE004|%EE%80%84/g;
