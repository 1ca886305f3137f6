import { z } from "zod";
import { Email } from "@/lib/accounts/schema";

/** In digits: JavaScript also takes 1e3, 0x10 and nothing at all for a number. */
const whole = (least: number, most: number) =>
  z
    .string("must be a whole number")
    .regex(/^\d{1,15}$/, "must be a whole number")
    .transform(Number)
    .pipe(
      z
        .number()
        .min(least, `must be at least ${least.toLocaleString("en")}`)
        .max(most, `must be at most ${most.toLocaleString("en")}`),
    );

/** How much is made up for an account, and what chance is repeated from. */
export const SeedFleet = z.object({
  email: Email,
  keys: whole(1, 20_000),
  requests: whole(0, 20_000_000),
  days: whole(1, 90),
  seed: whole(0, 2 ** 32 - 1),
});
export type SeedFleet = z.output<typeof SeedFleet>;
