import { jsonSchemaTransform } from "fastify-type-provider-zod";
import { z } from "zod";
import { Problem } from "../../runtime/protocol/index.ts";

type Transform = typeof jsonSchemaTransform;

const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: z.toJSONSchema(Problem, { target: "openapi-3.0" }) } },
});

/** A route as the OpenAPI document shows it: its own schemas, and the problem documents that every route may answer. */
export const describeRoute: Transform = (input) => {
  const described = jsonSchemaTransform(input);
  const schema = described.schema as { hide?: boolean; response?: Record<string, unknown> };
  if (schema.hide) return described;
  schema.response = {
    ...schema.response,
    "4XX": problem("Refused: what, why and what to do (RFC 9457)"),
    "5XX": problem("Not possible at the moment, or our fault (RFC 9457)"),
  };
  return described;
};
