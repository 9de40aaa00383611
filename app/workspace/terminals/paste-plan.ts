export interface PastePlan {
  text: string;
  /** Lines that would be taken as typed, each with Enter: ask first. Null when there is nothing to ask. */
  askLines: number | null;
}

/**
 * What of a clipboard goes into a terminal. Control characters are dropped: an escape sequence in a copied text could
 * close the bracket that keeps a shell from running it. A program that brackets pastes shows them first; any other takes
 * every line at once.
 */
export function planPaste(clipboard: string, bracketed: boolean): PastePlan {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is dropped
  const text = clipboard.replace(/\r\n?/g, "\n").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
  const lines = text.split("\n").length;
  return { text, askLines: !bracketed && lines > 1 ? lines : null };
}
