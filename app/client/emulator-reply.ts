/**
 * True for what a terminal emulator answers by itself: device attributes, status and cursor reports, mode and window
 * reports, colour answers, DCS answers, focus reports. Such answers to replayed output must never reach the shell.
 */
export function isEmulatorReply(data: string): boolean {
  return REPLY.test(data);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with ESC and end with ST or BEL
const REPLY = /^(?:\x1b\[[?>=]?[\d;]*(?:\$y|[cnRtuxIO])|\x1b[\]P][^\x07\x1b]*(?:\x07|\x1b\\))+$/;
