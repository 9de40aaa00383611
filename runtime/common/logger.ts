import { type Logger, pino } from "pino";

export type { Logger };

/**
 * One JSON line an event, on stdout or at the end of a file: a fixed event name, then its fields. Never keystrokes, file
 * contents or tokens.
 */
export function createLogger(service: string, level = "info", file?: string): Logger {
  const options = { name: service, level, base: { service } };
  return file === undefined ? pino(options) : pino(options, pino.destination(file));
}
