import { z } from "zod";

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

const KEY = {
  accountId: z.uuid(),
  id: z.uuid(),
  alias: z.string(),
  category: z.string(),
  active: z.boolean().describe("Switched on, and not past `deactivateAt`."),
  expiresAt: Moment.nullable(),
  deactivateAt: Moment.nullable(),
  quotas: z.strictObject({ total: Quota, daily: Quota, weekly: Quota, monthly: Quota }),
  used: z
    .strictObject({ total: Count, daily: Count, weekly: Count, monthly: Count })
    .describe("Counted requests: ever, and in the last 24 hours, 7 days and 30 days."),
  createdAt: Moment,
  lastUsedAt: Moment.nullable(),
  prefix: z.string(),
  lastFour: z.string(),
  replacesId: z.uuid().nullable().describe("The key that it came from by a rotation."),
  everUsed: z.boolean().describe("Such a key cannot be deleted."),
};

export const KeyAnswer = z.strictObject(KEY);

export const NewKeyAnswer = z.strictObject({
  ...KEY,
  secret: z.string().describe("The whole key. It is in this answer and nowhere else."),
});

export const DeletedAnswer = z.strictObject({ id: z.uuid(), deleted: z.literal(true) });
