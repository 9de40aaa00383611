import type { IncomingMessage, ServerResponse } from "node:http";
import { newLearnerId } from "../../runtime/common/ids.ts";
import { LearnerId } from "../../runtime/protocol/index.ts";
import { readCookie } from "./cookies.ts";
import type { Tokens } from "./tokens.ts";

export const LEARNER_COOKIE = "slipway_learner";
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
  const identify = async (request: IncomingMessage) => {
    const token = readCookie(request.headers.cookie, LEARNER_COOKIE);
    const claims = token ? await tokens.verify("learner", token) : undefined;
    const id = LearnerId.safeParse(claims?.sub);
    if (!id.success) return undefined;
    return { id: id.data, expiresAtMs: Number(claims?.exp) * 1000 };
  };
  return {
    /** The learner of this request, or undefined; sets nothing. */
    identify: async (request: IncomingMessage): Promise<LearnerId | undefined> =>
      (await identify(request))?.id,
    /** The learner of this request; a new one, or one whose cookie is half through its life, is given a cookie. */
    async ensure(request: IncomingMessage, response: ServerResponse): Promise<LearnerId> {
      const known = await identify(request);
      if (known && known.expiresAtMs - now() > RENEW_MS) return known.id;
      const id = known?.id ?? newLearnerId();
      const token = await tokens.sign("learner", { sub: id }, LIFE_MS);
      const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${LIFE_MS / 1000}${secure ? "; Secure" : ""}`;
      response.appendHeader("Set-Cookie", `${LEARNER_COOKIE}=${token}; ${attributes}`);
      return id;
    },
  };
}

export type Learners = ReturnType<typeof createLearners>;
