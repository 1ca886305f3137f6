import { z } from "zod";

/** Six digits of an authenticator, or a recovery code, as people type and paste them. */
const Code = z
  .string({ error: "Enter a code." })
  .trim()
  .min(1, "Enter a code.")
  .max(64, "A code is shorter than this.");

export const EnterCode = z.object({ code: Code });
export type EnterCode = z.output<typeof EnterCode>;

/** A password or a code: which of both is the person's choice. */
export const Prove = z
  .object({
    password: z.string().max(1_000).default(""),
    code: z.string().trim().max(64).default(""),
  })
  .refine(({ password, code }) => password !== "" || code !== "", {
    message: "Enter your password or a code.",
  });
export type Prove = z.output<typeof Prove>;

export const SetAsksForProof = z.object({ on: z.boolean() });
export type SetAsksForProof = z.output<typeof SetAsksForProof>;

export const WRONG_CODE = "This code is wrong, was used already, or is too old. Try the next one.";
