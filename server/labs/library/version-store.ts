import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { Logger } from "../../../runtime/common/logger.ts";
import type { Lab } from "../model/lab.ts";
import { withDigest } from "../model/lab-digest.ts";

/** Raised with every change of Lab's shape that older code's labs do not have. */
const SHAPE = 1;
const DAY_MS = 24 * 3600_000;
const KEEP_DAYS = 60;
const NAME = /^([0-9a-f]{64})\.lab$/;

export interface VersionStore {
  /** Keeps a lab for 60 days from now. */
  keep(lab: Lab): void;
  /** Undefined for one that was not kept, or by a Slipway whose labs were of another shape. */
  read(digest: string): Lab | undefined;
}

/**
 * Labs that somebody began, on disk: a server that starts anew after its labs changed still has what its learners are in the
 * middle of. What cannot be written or read is logged; a learner then goes on with the present text.
 */
export function createVersionStore(folder: string, log: Logger, now: () => number = Date.now): VersionStore {
  const pathOf = (digest: string) => join(folder, `${digest}.lab`);
  const attempt = <T>(event: string, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      log.warn({ event, folder, err: error });
      return undefined;
    }
  };

  const forgetOld = () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (now() - statSync(path).mtimeMs > KEEP_DAYS * DAY_MS || !NAME.test(name))
        rmSync(path, { force: true });
    }
  };
  attempt("labs.versions-unusable", forgetOld);

  const touch = (path: string): boolean => {
    try {
      utimesSync(path, now() / 1000, now() / 1000);
      return true;
    } catch {
      return false;
    }
  };

  return {
    keep(lab) {
      const path = pathOf(lab.digest);
      if (touch(path)) return;
      attempt("labs.version-not-kept", () => {
        const temporary = `${path}.new`;
        writeFileSync(temporary, serialize({ shape: SHAPE, lab }), { mode: 0o600 });
        renameSync(temporary, path);
      });
    },
    read(digest) {
      if (!NAME.test(`${digest}.lab`)) return undefined;
      let bytes: Buffer;
      try {
        bytes = readFileSync(pathOf(digest));
      } catch {
        return undefined;
      }
      return attempt("labs.version-unreadable", () => {
        const { shape, lab } = deserialize(bytes) as { shape: number; lab: Lab };
        return shape === SHAPE && withDigest(lab).digest === digest ? lab : undefined;
      });
    },
  };
}
