import { z } from "zod";
import { PlanName } from "@/lib/accounts/schema";

const MOST = 10_000_000;
const TAKES = `takes a whole number from 1 to ${MOST}, or none`;

/** Null for no limit, which the command line calls "none". */
const Limit = z
  .union([z.number(), z.string(), z.null()], { error: TAKES })
  .transform((value, ctx): number | null => {
    if (value === null || value === "none") return null;
    const limit = typeof value === "string" && /^\d{1,8}$/.test(value) ? Number(value) : value;
    if (typeof limit === "number" && Number.isInteger(limit)) {
      if (limit >= 1 && limit <= MOST) return limit;
    }
    ctx.addIssue({ code: "custom", message: TAKES });
    return z.NEVER;
  });

export const SetPlan = z.object({ name: PlanName, perSecond: Limit, perMinute: Limit });
export type SetPlan = z.output<typeof SetPlan>;

/** Keys that an account on a plan may have. */
export const SetMaxKeys = z.object({ name: PlanName, maxKeys: Limit });
export type SetMaxKeys = z.output<typeof SetMaxKeys>;
