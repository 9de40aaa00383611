import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { PoolStatus } from "../../runtime/protocol/index.ts";
import type { Services } from "../services.ts";

/** What anyone may know of the pool, and whether this process lives. */
export async function poolRoutes(
  plain: FastifyInstance,
  { services }: { services: Services },
): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.get("/api/pool", { schema: { summary: "The pool", response: { 200: PoolStatus } } }, async () =>
    services.poolStatus(),
  );
  app.get(
    "/api/health",
    { schema: { summary: "Alive", response: { 200: z.object({ status: z.literal("ok") }) } } },
    async () => ({ status: "ok" as const }),
  );
}
