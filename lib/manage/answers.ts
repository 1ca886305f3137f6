import { z } from "zod";
import { formatList } from "@/lib/format/list";
import { byQuota, QUOTA_WINDOWS, ROLLING_NAMES } from "@/lib/quota-windows";

/** What the management API answers: for the OpenAPI document, and for the test that holds it against live answers. */

const Moment = z.iso.datetime();
const Count = z.int().nonnegative();

/** A page of a list. */
export const pageAnswer = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    data: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .describe("What `cursor` takes for the next page; null at the end."),
  });

export const AccountAnswer = z.strictObject({
  id: z.uuid(),
  email: z.string().nullable().describe("Its owner's; null where nobody belongs to it."),
  name: z.string(),
  plan: z.string(),
  externalId: z.string().nullable(),
  suspended: z.boolean(),
  keys: Count,
  createdAt: Moment,
});

const Quota = z.int().positive().nullable().describe("Null for no cap.");

const SPANS = ROLLING_NAMES.map((name) => QUOTA_WINDOWS[name].span);

const KEY = {
  accountId: z.uuid(),
  id: z.uuid(),
  alias: z.string(),
  category: z.string(),
  active: z.boolean().describe("Switched on, and not past `deactivateAt`."),
  expiresAt: Moment.nullable(),
  deactivateAt: Moment.nullable(),
  quotas: z.strictObject(byQuota(() => Quota)),
  used: z
    .strictObject(byQuota(() => Count))
    .describe(`Counted requests: ever, and in the last ${formatList(SPANS, "and")}.`),
  createdAt: Moment,
  lastUsedAt: Moment.nullable(),
  prefix: z.string(),
  lastFour: z.string(),
  imported: z.boolean().describe("Moved in as its hash: it may have any form."),
  replacesId: z.uuid().nullable().describe("The key that it came from by a rotation."),
  everUsed: z.boolean().describe("Such a key cannot be deleted."),
};

export const KeyAnswer = z.strictObject(KEY);

export const NewKeyAnswer = z.strictObject({
  ...KEY,
  secret: z.string().describe("The whole key. It is in this answer and nowhere else."),
});

export const DeletedAnswer = z.strictObject({ id: z.uuid(), deleted: z.literal(true) });

export const PortalAnswer = z.strictObject({
  url: z
    .url()
    .describe("Opened once, it signs somebody in. It is in this answer and nowhere else."),
  expiresAt: Moment,
});

export const PlanAnswer = z.strictObject({
  name: z.string(),
  perSecond: z.int().positive().nullable().describe("Null for no limit."),
  perMinute: z.int().positive().nullable().describe("Null for no limit."),
});

export const BlockAnswer = z.strictObject({
  ip: z.string().describe("An IPv4 address, or an IPv6 network as `2001:db8::/64`."),
  until: Moment,
  failures: Count.describe("Failed authentications that led to it."),
  since: Moment.describe("When the failure came that was one too many."),
  liftedAt: Moment.nullable().describe("When an account lifted an earlier block of it."),
});

const Counter = z.tuple([z.number(), z.number()]).optional();

export const LogAnswer = z.strictObject({
  requestId: z.uuid(),
  at: Moment,
  keyId: z.uuid(),
  key: z.string().describe("The key's alias."),
  category: z.string(),
  method: z.string(),
  path: z.string().describe("Without the query."),
  status: z.int(),
  code: z.string().nullable().describe("Where Latchkey answered by itself."),
  durationMs: z.number().nonnegative(),
  ip: z.string().nullable(),
  credits: Count,
  counted: z.boolean().describe("Whether it counts towards the key's quotas."),
  userAgent: z.string().nullable(),
  checks: z
    .strictObject({
      second: Counter,
      minute: Counter,
      ...byQuota(() => Counter),
      retryMs: z.number().optional(),
    })
    .nullable()
    .describe("Each limit's counter at the moment of the decision: used, and the limit."),
});

const SUMS = {
  requests: Count,
  succeeded: Count.describe("Admitted, and answered with 2xx or 3xx."),
  errors: Count.describe("Admitted, and answered with an error by the endpoint."),
  rejected: Count.describe("Not admitted."),
  credits: Count,
};

export const UsageAnswer = z.union([
  z.strictObject({ day: z.iso.date(), ...SUMS }),
  z.strictObject({ keyId: z.uuid(), alias: z.string(), ...SUMS }),
  z.strictObject({ category: z.string(), ...SUMS }),
  z.strictObject({ method: z.string(), path: z.string(), ...SUMS }),
  z.strictObject({
    outcome: z
      .string()
      .describe("`ok`, `client_error`, `server_error`, or the code of a rejection."),
    requests: Count,
  }),
]);

export const ImportAnswer = z.strictObject({
  imported: Count,
  keys: z.array(z.strictObject({ index: Count, id: z.uuid(), alias: z.string() })),
  errors: z
    .array(z.strictObject({ index: Count, path: z.string(), message: z.string() }))
    .describe("Rows that were left out, by their index, and why. All others are there."),
});
