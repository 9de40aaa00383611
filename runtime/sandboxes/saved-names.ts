import { AppError } from "../common/app-error.ts";

const SNAPSHOT = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;
const TEMPLATE = /^(tpl|run)-[a-z0-9-]{0,54}[a-z0-9]$/;

const invalid = (what: string, name: string) =>
  new AppError("input.invalid", {
    message: `not the name of a ${what}: ${JSON.stringify(name.slice(0, 80))}`,
  });

/** Lower-case letters, digits and dashes, 2 to 40 characters: `step-3`. */
export const isSnapshotName = (name: string): boolean => SNAPSHOT.test(name);

/** `tpl-` (a lab that is set up) or `run-` (a run that is kept), then lower-case letters, digits and dashes; at most 59 characters. */
export const isTemplateName = (name: string): boolean => TEMPLATE.test(name);

/** Throws input.invalid. */
export function requireSnapshotName(name: string): void {
  if (!isSnapshotName(name)) throw invalid("snapshot", name);
}

/** Throws input.invalid. */
export function requireTemplateName(name: string): void {
  if (!isTemplateName(name)) throw invalid("template", name);
}
