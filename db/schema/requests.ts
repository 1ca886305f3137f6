import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  inet,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { apiKeys } from "./keys";

/**
 * One row a request of a known key, admitted or rejected. Partitioned by day on `at` (the
 * migration says so; drizzle cannot). Its id is a UUIDv7 made once, so that writing a row again
 * after a crash changes nothing.
 */
export const requestLogs = pgTable(
  "request_logs",
  {
    id: uuid("id").notNull(),
    at: timestamp("at", { withTimezone: true }).notNull(),
    accountId: uuid("account_id").notNull(),
    keyId: uuid("key_id")
      .notNull()
      .references(() => apiKeys.id),
    method: text("method").notNull(),
    path: text("path").notNull(),
    status: smallint("status").notNull(),
    /** The outcome's code when Latchkey answered by itself; null when the endpoint did. */
    code: text("code"),
    /** Arrival to the first byte of the answer. */
    durationMs: doublePrecision("duration_ms").notNull(),
    ip: inet("ip"),
    credits: integer("credits").notNull(),
    /** Whether the request counts towards the rolling quotas. */
    counted: boolean("counted").notNull(),
    userAgent: text("user_agent"),
    /** The counters at the moment of the decision, as compact JSON; see lib/requests/schema.ts. */
    checks: text("checks"),
    /** Whether it spent a leased admission. Nobody asks here: rows stand as they were journaled. */
    leased: boolean("leased").notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.at] }),
    index("request_logs_account").on(t.accountId, t.at, t.id),
    index("request_logs_key").on(t.keyId, t.at, t.id),
    // Errors in the same order, found by status and code without a look at their rows. Partial: what
    // is answered well, which is nearly everything, pays nothing for it when it is written.
    index("request_logs_errors")
      .on(t.accountId, t.at, t.id, t.status, t.code)
      .where(sql`${t.status} >= 400`),
  ],
);

/** Counted requests of a key in one minute: what rolling windows are summed from. */
export const usageMinutes = pgTable(
  "usage_minutes",
  {
    keyId: uuid("key_id")
      .notNull()
      .references(() => apiKeys.id),
    minute: timestamp("minute", { withTimezone: true }).notNull(),
    counted: bigint("counted", { mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.keyId, t.minute] })],
);

/** The same by the hour, with what the meters and charts ask besides. */
export const usageHours = pgTable(
  "usage_hours",
  {
    keyId: uuid("key_id")
      .notNull()
      .references(() => apiKeys.id),
    hour: timestamp("hour", { withTimezone: true }).notNull(),
    counted: bigint("counted", { mode: "number" }).notNull(),
    requests: bigint("requests", { mode: "number" }).notNull(),
    rejected: bigint("rejected", { mode: "number" }).notNull(),
    credits: bigint("credits", { mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.keyId, t.hour] })],
);

/**
 * All-time sums of a key. The row is made before a key's first request is answered, and its
 * foreign key is what forbids deleting a used key, also after retention has dropped its log rows.
 */
export const usageTotals = pgTable("usage_totals", {
  keyId: uuid("key_id")
    .primaryKey()
    .references(() => apiKeys.id),
  counted: bigint("counted", { mode: "number" }).notNull().default(0),
  requests: bigint("requests", { mode: "number" }).notNull().default(0),
  credits: bigint("credits", { mode: "number" }).notNull().default(0),
  /** Counted requests whose log rows retention has dropped. */
  archived: bigint("archived", { mode: "number" }).notNull().default(0),
  firstAt: timestamp("first_at", { withTimezone: true }),
  lastAt: timestamp("last_at", { withTimezone: true }),
});
