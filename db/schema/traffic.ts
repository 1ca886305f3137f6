import {
  bigint,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { accounts } from "./accounts";
import { apiKeys } from "./keys";
import { TRAFFIC_COLUMNS } from "./traffic-columns";

/**
 * What charts and tables of usage are summed from; decision 0007 says why it is kept several times.
 * Null stands for none in all counters after `credits`: most of them are, and a null takes a bit.
 */
const counters = () => ({
  requests: integer("requests").notNull(),
  credits: bigint("credits", { mode: "number" }).notNull(),
  ...(Object.fromEntries(TRAFFIC_COLUMNS.map((name) => [name, integer(name)])) as Record<
    string,
    ReturnType<typeof integer>
  >),
});

/** Requests of a key in a quarter of an hour; time zones differ by quarters. Kept as long as the log. */
export const keyQuarters = pgTable(
  "key_quarters",
  {
    keyId: uuid("key_id")
      .notNull()
      .references(() => apiKeys.id),
    quarter: timestamp("quarter", { withTimezone: true }).notNull(),
    ...counters(),
  },
  (t) => [
    primaryKey({ columns: [t.keyId, t.quarter] }),
    index("key_quarters_quarter").on(t.quarter),
  ],
);

/** The same of a UTC day, so that a month of thousands of keys is summed from tens of rows each. */
export const keyDays = pgTable(
  "key_days",
  {
    keyId: uuid("key_id")
      .notNull()
      .references(() => apiKeys.id),
    day: date("day").notNull(),
    ...counters(),
  },
  (t) => [primaryKey({ columns: [t.keyId, t.day] })],
);

/** The same of all keys of an account. */
export const accountQuarters = pgTable(
  "account_quarters",
  {
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    quarter: timestamp("quarter", { withTimezone: true }).notNull(),
    ...counters(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.quarter] })],
);

/**
 * The same of all keys of an account that are counted under a category: the one that they were
 * made with, so that a key which changes it moves no counters (`countedAs`).
 */
export const categoryQuarters = pgTable(
  "category_quarters",
  {
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    category: text("category").notNull(),
    quarter: timestamp("quarter", { withTimezone: true }).notNull(),
    ...counters(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.category, t.quarter] }),
    index("category_quarters_quarter").on(t.quarter),
  ],
);

export const categoryDays = pgTable(
  "category_days",
  {
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    category: text("category").notNull(),
    day: date("day").notNull(),
    ...counters(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.category, t.day] })],
);
