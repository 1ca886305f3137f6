import { z } from "zod";

/** The body of POST /api/verify. */
export const VerifyBody = z.object({
  /** As the service received it, however long: what is no key is an invalid one. */
  key: z.string(),
  method: z
    .string()
    .regex(/^[!#$%&'*+.^_`|~\w-]{1,32}$/, "must be an HTTP method")
    .optional(),
  path: z
    .string()
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not hold control characters")
    .optional(),
  ip: z.union([z.ipv4(), z.ipv6()], { error: "must be an IP address" }).optional(),
  credits: z.number().int().min(0).max(1_000_000_000).optional(),
});
export type VerifyBody = z.infer<typeof VerifyBody>;
