import { nanoid } from "nanoid";
import { AppError } from "../../runtime/common/app-error.ts";
import type { NodeName } from "../../runtime/protocol/index.ts";
import type { Tokens } from "../auth/tokens.ts";
import type { LiveSession } from "../sessions/session-book.ts";
import { type PreviewTarget, previewLabel } from "./preview-host.ts";

/** The prefix goes with Secure: it binds the cookie to this very preview. */
export const previewCookie = (secure: boolean) => `${secure ? "__Host-" : ""}slipway_preview`;
export const ENTER_PATH = "/__slipway/enter";
const ENTRY_MS = 60_000;
const VISIT_MS = 12 * 3600 * 1000;

export interface PreviewLinksOptions {
  tokens: Tokens;
  previewDomain: string;
  publicUrl: string | undefined;
  now: () => number;
}

/** Links that let a browser into a preview once, and the visits that follow from them. */
export function createPreviewLinks({ tokens, previewDomain, publicUrl, now }: PreviewLinksOptions) {
  const used = new Map<string, number>();
  return {
    /** `host` is what the browser asked for: without a public address its port is ours. */
    async make(live: LiveSession, name: NodeName, port: number, host: string | undefined): Promise<string> {
      if (live.record.state !== "ready") throw new AppError("session.not-ready");
      const node = live.record.nodes.find((one) => one.name === name);
      if (!node) throw new AppError("node.not-found");
      const base = new URL(publicUrl ?? `http://${host ?? "localhost"}`);
      const claims = { sub: node.sandboxId, port, learner: live.record.learnerId, jti: nanoid() };
      const token = await tokens.sign("preview-entry", claims, ENTRY_MS);
      const label = previewLabel({ sandboxId: node.sandboxId, port });
      const at = base.port === "" ? "" : `:${base.port}`;
      return `${base.protocol}//${label}.${previewDomain}${at}${ENTER_PATH}?token=${token}`;
    },
    /** The cookie's token for an entry that holds; undefined for one used before, too late, or made for another port. */
    async enter(token: string, target: PreviewTarget): Promise<string | undefined> {
      for (const [id, untilMs] of used) if (untilMs < now()) used.delete(id);
      const claims = await tokens.verify("preview-entry", token);
      const id = claims?.jti;
      if (claims?.sub !== target.sandboxId || claims.port !== target.port) return undefined;
      if (typeof id !== "string" || used.has(id)) return undefined;
      used.set(id, now() + 2 * ENTRY_MS);
      const visit = { sub: target.sandboxId, port: target.port, learner: String(claims.learner) };
      return tokens.sign("preview", visit, VISIT_MS);
    },
    /** The learner whose visit this is, or undefined. */
    async visitor(token: string | undefined, target: PreviewTarget): Promise<string | undefined> {
      const claims = token ? await tokens.verify("preview", token) : undefined;
      const matches = claims?.sub === target.sandboxId && claims.port === target.port;
      return matches ? String(claims.learner) : undefined;
    },
  };
}

export type PreviewLinks = ReturnType<typeof createPreviewLinks>;
