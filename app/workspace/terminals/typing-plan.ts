/** Text that the page types for a person, because they pressed a button that shows it. */
export interface TypingRequest {
  text: string;
  /** Ctrl-C first. */
  interrupt?: boolean | undefined;
  /** Without Enter at the end. */
  noEnter?: boolean | undefined;
  /** `text` is a control sequence such as ^C. */
  control?: boolean | undefined;
}

export interface TypingPlan {
  /** Sent first, then a moment is waited for what ran to end; empty when there is nothing to break. */
  before: string;
  keys: string;
}

const CTRL_C = "\u0003";

/** `^C` as the key that it names; letters and @ [ \ ] ^ _ alone have one. */
const controlKeys = (text: string) =>
  text.replace(/\^([@-_a-z?])/g, (_whole, key: string) =>
    key === "?" ? "\u007f" : String.fromCharCode(key.toUpperCase().charCodeAt(0) & 31),
  );

/**
 * The keys that a request stands for. Control characters of its text are dropped: what is typed is what is seen. Several
 * lines go as one paste where the program takes such, so that a command of the first does not read the second.
 */
export function planTyping(request: TypingRequest, bracketed: boolean): TypingPlan {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is dropped
  const text = request.text.replace(/\r\n?/g, "\n").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
  const before = request.interrupt ? CTRL_C : "";
  if (request.control) return { before, keys: controlKeys(text) };
  const body = text.replace(/\n+$/, "");
  const enter = request.noEnter ? "" : "\r";
  if (!body.includes("\n")) return { before, keys: body + enter };
  if (bracketed) return { before, keys: `\u001b[200~${body.replaceAll("\n", "\r")}\u001b[201~${enter}` };
  return { before, keys: body.replaceAll("\n", "\r") + enter };
}
