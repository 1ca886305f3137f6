import { z } from "zod";
import { PlanName } from "@/lib/accounts/schema";

/** A plan's limits hold for all keys of an account together; a million a second is no limit. */
const MAX_REQUESTS = 1_000_000;

const Requests = z.coerce
  .number({ error: "takes a whole number" })
  .int("takes a whole number")
  .min(1, "takes a whole number from 1")
  .max(MAX_REQUESTS, `takes a whole number up to ${MAX_REQUESTS}`);

export const SetPlan = z.object({ name: PlanName, perSecond: Requests, perMinute: Requests });
export type SetPlan = z.output<typeof SetPlan>;
