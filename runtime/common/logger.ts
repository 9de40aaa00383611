import { type Logger, pino } from "pino";

export type { Logger };

/** One JSON line an event on stdout: a fixed event name, then its fields. Never keystrokes, file contents or tokens. */
export function createLogger(service: string, level = "info"): Logger {
  return pino({ name: service, level, base: { service } });
}
