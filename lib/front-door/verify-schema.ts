import { z } from "zod";

const visible = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]*$/u, "must not hold control characters");

/** The body of POST /api/verify. */
export const VerifyBody = z.object({
  key: z.string().max(4_096),
  method: z
    .string()
    .regex(/^[!#$%&'*+.^_`|~\w-]{1,32}$/, "must be an HTTP method")
    .optional(),
  path: visible(2_048).optional(),
  ip: z.union([z.ipv4(), z.ipv6()], { error: "must be an IP address" }).optional(),
  credits: z.number().int().min(0).max(1_000_000_000).optional(),
});
export type VerifyBody = z.infer<typeof VerifyBody>;
