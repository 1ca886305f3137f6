import { z } from "zod";
import { PlanName } from "@/lib/accounts/schema";

/** A plan's limits hold for all keys of an account together. */
const MAX_REQUESTS = 10_000_000;
const TAKES = `takes a whole number from 1 to ${MAX_REQUESTS}, or none`;

/** Null for no limit, which the command line calls "none". */
const Requests = z
  .union([z.number(), z.string(), z.null()], { error: TAKES })
  .transform((value, ctx): number | null => {
    if (value === null || value === "none") return null;
    const requests = typeof value === "string" && /^\d{1,8}$/.test(value) ? Number(value) : value;
    if (typeof requests === "number" && Number.isInteger(requests)) {
      if (requests >= 1 && requests <= MAX_REQUESTS) return requests;
    }
    ctx.addIssue({ code: "custom", message: TAKES });
    return z.NEVER;
  });

export const SetPlan = z.object({ name: PlanName, perSecond: Requests, perMinute: Requests });
export type SetPlan = z.output<typeof SetPlan>;
