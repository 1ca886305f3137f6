import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { bytea } from "./bytea";

/** More than anybody makes by hand, and few enough that a list of them can be read. */
export const DEFAULT_MAX_KEYS = 10_000;

/** A plan's limits hold for all keys of an account together. */
export const plans = pgTable("plans", {
  name: text("name").primaryKey(),
  /** Null for no limit; so is each of them. */
  perSecond: integer("per_second"),
  perMinute: integer("per_minute"),
  /** Keys that an account on it may have, used or not. */
  maxKeys: integer("max_keys").default(DEFAULT_MAX_KEYS),
  updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
});

/** Accounts own everything; users reach it through a membership. One that a backend has made may have no user. */
export const accounts = pgTable(
  "accounts",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    plan: text("plan")
      .notNull()
      .default("free")
      .references(() => plans.name, { onUpdate: "cascade" }),
    /** What the operator's own systems call it. */
    externalId: text("external_id"),
    /** Since when all of its keys are refused; null: they are not. */
    suspendedAt: timestamp("suspended_at", { withTimezone: true }),
    /**
     * Since when it is deleted; null: it is not. Its row stays, as log rows and sums name it, and nobody finds it any
     * more (docs/decisions/0024-deleted-accounts.md).
     */
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    /** When its log rows were last gone through for what is personal; null: not yet, or not to their end. */
    logClearedAt: timestamp("log_cleared_at", { withTimezone: true }),
    /** Whether people prove again who they are before a key is made, rotated or given more. */
    asksForProof: boolean("asks_for_proof").notNull().default(false),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("accounts_external_id").on(t.externalId),
    // Which ones there are is asked with each round of maintenance.
    index("accounts_deleted")
      .on(t.deletedAt)
      .where(sql`${t.deletedAt} is not null`),
  ],
);

export const users = pgTable("users", {
  id: uuid("id").primaryKey(),
  /** Lower case; one user an address. */
  email: text("email").notNull().unique(),
  name: text("name").notNull(),
  /** Argon2id in PHC form; null for users who only sign in with a provider. */
  passwordHash: text("password_hash"),
  /** When they were known to read mail that is sent to the address; null: never. */
  emailVerifiedAt: timestamp("email_verified_at", { withTimezone: true }),
  /** What the authenticator app holds too, sealed (lib/two-factor/seal.ts). Null: there is none. */
  totpSecret: bytea("totp_secret"),
  /** Null while there is none, or one whose first code has not been typed in. */
  totpSince: timestamp("totp_since", { withTimezone: true }),
  /** The 30 seconds whose code was used last: no code is good twice (RFC 6238, section 5.2). */
  totpUsedStep: bigint("totp_used_step", { mode: "number" }),
  /** Since when they may see /operate; null for everybody whom the command line has not made an operator. */
  operatorSince: timestamp("operator_since", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});

export const memberships = pgTable(
  "memberships",
  {
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text("role", { enum: ["owner", "member"] }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.userId] }), index().on(t.userId)],
);
