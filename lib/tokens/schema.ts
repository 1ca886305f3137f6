import { z } from "zod";
import { Expires } from "@/lib/keys/schema";
import { oneLine } from "@/lib/text/schema";

/** What a token may be allowed to do; each endpoint of the management API asks for one of them. */
export const SCOPES = [
  "accounts:read",
  "accounts:write",
  "keys:read",
  "keys:write",
  "logs:read",
  "plans:read",
  "plans:write",
  "blocks:read",
  "blocks:write",
  "portal:write",
] as const;
export type Scope = (typeof SCOPES)[number];

export const Scope = z.enum(SCOPES, { error: `takes one of ${SCOPES.join(", ")}` });

const MAX_NAME_LENGTH = 64;

export const CreateToken = z.object({
  name: oneLine(MAX_NAME_LENGTH, { missing: "A name is required.", subject: "The name" }),
  scopes: z
    .array(Scope)
    .min(1, "takes at least one scope")
    .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope))),
  /** Null: it does not expire. */
  expiresAt: Expires.optional().transform((moment) => moment ?? null),
});
export type CreateToken = z.output<typeof CreateToken>;
