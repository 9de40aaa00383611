import type { IncomingMessage, ServerResponse } from "node:http";
import { newLearnerId } from "../../runtime/common/ids.ts";
import { LearnerId } from "../../runtime/protocol/index.ts";
import { readCookie } from "./cookies.ts";
import type { Tokens } from "./tokens.ts";

/** With the prefix a browser takes it from this very host over https only: no preview beside it can plant another. */
export const learnerCookie = (secure: boolean) => `${secure ? "__Host-" : ""}slipway_learner`;
const LIFE_MS = 30 * 24 * 3600 * 1000;
const RENEW_MS = LIFE_MS / 2;

/** Who a browser is: an anonymous learner, known by a signed cookie. */
export function createLearners({
  tokens,
  secure,
  now,
}: {
  tokens: Tokens;
  secure: boolean;
  now: () => number;
}) {
  const cookie = learnerCookie(secure);
  const identify = async (request: IncomingMessage) => {
    const token = readCookie(request.headers.cookie, cookie);
    const claims = token ? await tokens.verify("learner", token) : undefined;
    const id = LearnerId.safeParse(claims?.sub);
    if (!id.success) return undefined;
    return { id: id.data, expiresAtMs: Number(claims?.exp) * 1000 };
  };
  return {
    /** The learner of this request, or undefined; sets nothing. */
    identify: async (request: IncomingMessage): Promise<LearnerId | undefined> =>
      (await identify(request))?.id,
    /**
     * The learner of this request; a new one, or one whose cookie is half through its life, is given a cookie. `known`
     * is false for a new one: whoever keeps no cookie is new every time.
     */
    async ensure(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ id: LearnerId; known: boolean }> {
      const found = await identify(request);
      if (found && found.expiresAtMs - now() > RENEW_MS) return { id: found.id, known: true };
      const id = found?.id ?? newLearnerId();
      const token = await tokens.sign("learner", { sub: id }, LIFE_MS);
      const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${LIFE_MS / 1000}${secure ? "; Secure" : ""}`;
      response.appendHeader("Set-Cookie", `${cookie}=${token}; ${attributes}`);
      return { id, known: found !== undefined };
    },
  };
}

export type Learners = ReturnType<typeof createLearners>;
