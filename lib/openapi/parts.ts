import { z } from "zod";
import type { Header, MediaType, Operation, Ref, Schema } from "./document";

/** What several operations of the OpenAPI document have in common. */

/** A zod schema as JSON Schema 2020-12, which OpenAPI 3.1 speaks. */
export function schemaOf(schema: z.ZodType, io: "input" | "output" = "output"): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

/** Refers to a header of the document's components. */
export const header = (name: string): Ref => ({ $ref: `#/components/headers/${name}` });

/** Refers to a schema of the document's components. */
export const named = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** Refers to an answer of the document's components. */
export const failure = (name: string): Ref => ({ $ref: `#/components/responses/${name}` });

/** Content in JSON. */
export const json = (schema: Schema): Record<string, MediaType> => ({
  "application/json": { schema },
});

/** Headers of every answer. */
export const ALWAYS: Record<string, Header | Ref> = { "X-Request-Id": header("X-Request-Id") };

/** Headers that tell a key's limits. */
export const LIMITS: Record<string, Header | Ref> = {
  "RateLimit-Policy": header("RateLimit-Policy"),
  RateLimit: header("RateLimit"),
};

/** The ways to send a key. The first is the one to prefer. */
export const KEYED: Operation["security"] = [{ apiKey: [] }, { bearer: [] }];
