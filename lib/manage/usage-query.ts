import { z } from "zod";
import { MOST_DAYS } from "@/lib/usage/schema";
import { PAGING } from "./paging";

export const BREAKDOWNS = ["day", "key", "category", "endpoint", "outcome"] as const;

const DAY_MS = 86_400_000;
const QUARTER_MS = 15 * 60_000;
const DEFAULT_DAYS = 30;
const TAKES = "takes a day such as 2030-12-31, or a moment such as 2030-12-31T12:00:00Z";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const moment = (isEnd: boolean) =>
  z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], { error: TAKES })
    .transform((text) => Date.parse(text) + (isEnd && DAY.test(text) ? DAY_MS : 0));

/**
 * A time and how to cut it. Both ends go to the quarter of an hour, as counters do: the first one down, the last one up.
 * A day means all of it (UTC).
 */
export const UsageQuery = z
  .strictObject({
    from: moment(false).optional().describe("A day, or a moment; else 30 days before `to`."),
    to: moment(true).optional().describe("A day, which counts, or a moment; else now."),
    by: z.enum(BREAKDOWNS).default("day"),
    ...PAGING,
  })
  .transform(({ from, to, ...rest }, ctx) => {
    const toMs = to ?? Date.now();
    const fromMs = from ?? toMs - DEFAULT_DAYS * DAY_MS;
    if (fromMs >= toMs) ctx.addIssue({ code: "custom", path: ["from"], message: "lies before to" });
    if (toMs - fromMs > MOST_DAYS * DAY_MS) {
      const message = `lies at most ${MOST_DAYS} days before to`;
      ctx.addIssue({ code: "custom", path: ["from"], message });
    }
    return {
      ...rest,
      from: new Date(Math.floor(fromMs / QUARTER_MS) * QUARTER_MS).toISOString(),
      to: new Date(Math.ceil(toMs / QUARTER_MS) * QUARTER_MS).toISOString(),
    };
  });
export type UsageQuery = z.output<typeof UsageQuery>;
