import { jwtVerify, SignJWT } from "jose";

/** What a token is for: one made for one use is refused in any other. */
export type TokenUse = "learner" | "preview-entry" | "preview";

/** Signed claims that expire; HS256, verified against forged, foreign, expired and repurposed ones. */
export function createTokens({ key, now }: { key: Uint8Array; now: () => number }) {
  return {
    sign(use: TokenUse, claims: Record<string, string | number>, lifeMs: number): Promise<string> {
      const atSeconds = Math.floor(now() / 1000);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256" })
        .setAudience(use)
        .setIssuedAt(atSeconds)
        .setExpirationTime(atSeconds + Math.ceil(lifeMs / 1000))
        .sign(key);
    },
    /** The claims, or undefined for anything that does not hold. */
    async verify(use: TokenUse, token: string): Promise<Record<string, unknown> | undefined> {
      try {
        const options = { audience: use, algorithms: ["HS256"], currentDate: new Date(now()) };
        return (await jwtVerify(token, key, options)).payload;
      } catch {
        return undefined;
      }
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;
