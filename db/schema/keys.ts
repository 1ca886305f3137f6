import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  index,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { byQuotaField, QUOTA_NAMES, quotaCode, quotaField } from "../../lib/quota-windows";
import { accounts, users } from "./accounts";
import { bytea } from "./bytea";
import { instances } from "./operations";

/**
 * What rolling quotas are counted against. A key has one of its own, unless its owner chose at
 * rotation that the old and the new key draw on one. The row is the lock that grants take.
 */
export const quotaBudgets = pgTable("quota_budgets", { id: uuid("id").primaryKey() });

export const apiKeys = pgTable(
  "api_keys",
  {
    id: uuid("id").primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    alias: text("alias").notNull(),
    category: text("category").notNull(),
    /**
     * The category under which category_quarters and category_days count it: the first one that
     * it had, once it has had another; null until then. The database sets it when that happens.
     */
    countedAs: text("counted_as"),
    active: boolean("active").notNull().default(true),
    expiresAt: timestamp("expires_at", { withTimezone: true }),
    /** Set by the rotation wizard: from this moment on the key counts as inactive. */
    deactivateAt: timestamp("deactivate_at", { withTimezone: true }),
    ...byQuotaField((name) => bigint(quotaCode(name), { mode: "number" })),
    budgetId: uuid("budget_id")
      .notNull()
      .references(() => quotaBudgets.id),
    /** SHA-256 of the whole secret. The secret itself is nowhere. */
    hash: bytea("hash").notNull(),
    prefix: text("prefix").notNull(),
    lastFour: text("last_four").notNull(),
    /** Moved in from another system as its hash: it may have any form, and no checksum. */
    imported: boolean("imported").notNull().default(false),
    /** The key that this one replaces, when it came from a rotation. */
    replacesId: uuid("replaces_id").references((): AnyPgColumn => apiKeys.id, {
      onDelete: "set null",
    }),
    createdBy: uuid("created_by").references(() => users.id, { onDelete: "set null" }),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("api_keys_hash").on(t.hash),
    uniqueIndex("api_keys_alias").on(t.accountId, sql`lower(${t.alias})`),
    index("api_keys_budget").on(t.budgetId),
    index("api_keys_replaces").on(t.replacesId),
    // Whether there is any at all is asked at each start.
    index("api_keys_imported")
      .on(t.imported)
      .where(sql`${t.imported}`),
    check("api_keys_alias_length", sql`char_length(${t.alias}) between 1 and 64`),
    check("api_keys_category_length", sql`char_length(${t.category}) between 1 and 32`),
    ...QUOTA_NAMES.map((name) =>
      check(`api_keys_${quotaCode(name)}`, sql`${t[quotaField(name)]} between 1 and 1000000000000`),
    ),
  ],
);

/**
 * Keys that were active when a password of their account was reset, until their owner has said which stay:
 * whoever had the account before may have made them.
 */
export const keyReviews = pgTable(
  "key_reviews",
  {
    keyId: uuid("key_id")
      .primaryKey()
      .references(() => apiKeys.id, { onDelete: "cascade" }),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** Whether the reset has switched it off: nobody had shown before that the address was theirs. */
    switchedOff: boolean("switched_off").notNull(),
    since: timestamp("since", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [index().on(t.accountId)],
);

/** Admissions that an instance may spend without asking, and has not settled yet. */
export const leases = pgTable(
  "leases",
  {
    keyId: uuid("key_id")
      .notNull()
      .references(() => apiKeys.id, { onDelete: "cascade" }),
    /** A statement that outlives its instance must not lease to nobody. */
    instanceId: uuid("instance_id")
      .notNull()
      .references(() => instances.id, { onDelete: "cascade" }),
    amount: bigint("amount", { mode: "number" }).notNull(),
    /**
     * The latest statement of its instance about this lease: each has a number, and one that comes
     * after a later one changes nothing.
     */
    statement: bigint("statement", { mode: "number" }).notNull().default(0),
    /** When the holder last gave back all it had not spent; null since it was granted more. */
    recalledAt: timestamp("recalled_at", { withTimezone: true }),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.keyId, t.instanceId] })],
);
