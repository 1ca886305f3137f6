import { z } from "zod";
import { ERRORS, type ErrorCode } from "@/lib/errors";
import { byQuota, QUOTA_NAMES } from "@/lib/quota-windows";

/** What the keyed API's own endpoints answer, for the OpenAPI document and its tests. */

const Account = z.object({ id: z.uuid(), name: z.string() });
const Key = z.object({ id: z.uuid(), alias: z.string(), category: z.string() });
const Moment = z.iso.datetime();

export const EchoAnswer = z.object({
  method: z.string(),
  path: z.string(),
  query: z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .describe("A parameter that is given several times is a list."),
  caller: z.object({ account: Account, key: Key }),
});

const QuotaState = z
  .object({
    limit: z.int().positive(),
    used: z.int().nonnegative(),
    remaining: z.int().nonnegative(),
    resetsAt: Moment.nullable().describe(
      "When the oldest counted request leaves the window; null for the total quota.",
    ),
  })
  .nullable()
  .describe("Null where this quota is not set.");

export const UsageAnswer = z.object({
  account: z.object({ name: z.string() }),
  plan: z.object({
    name: z.string(),
    perSecond: z.int().positive().nullable().describe("Null for no limit."),
    perMinute: z.int().positive().nullable().describe("Null for no limit."),
  }),
  key: Key.extend({ active: z.boolean(), expiresAt: Moment.nullable() }),
  quotas: z.object(byQuota(() => QuotaState)),
  credits: z.object({ total: z.int().nonnegative(), last30Days: z.int().nonnegative() }),
});

const Limit = z.object({
  name: z.enum(["second", "minute", ...QUOTA_NAMES]),
  limit: z.int(),
  remaining: z.int(),
  resetS: z.int().nullable().describe("Seconds until more comes; null where it never does."),
});

export const VerifyAnswer = z.discriminatedUnion("valid", [
  z.object({
    valid: z.literal(true),
    requestId: z.uuid(),
    account: Account,
    key: Key,
    limits: z.array(Limit),
  }),
  z.object({
    valid: z.literal(false),
    requestId: z.uuid(),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    error: z.string(),
    status: z.int().describe("The status that the front door would have answered."),
    retryAfter: z.int().positive().optional().describe("Whole seconds."),
  }),
]);
