import { z } from "zod";
import { Email } from "@/lib/accounts/schema";

const whole = (least: number, most: number) =>
  z.coerce
    .number("must be a whole number")
    .int("must be a whole number")
    .min(least, `must be at least ${least.toLocaleString("en")}`)
    .max(most, `must be at most ${most.toLocaleString("en")}`);

/** How much is made up for an account, and what chance is repeated from. */
export const SeedFleet = z.object({
  email: Email,
  keys: whole(1, 20_000),
  requests: whole(0, 20_000_000),
  days: whole(1, 90),
  seed: whole(0, 2 ** 32 - 1),
});
export type SeedFleet = z.output<typeof SeedFleet>;
