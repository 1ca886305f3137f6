import { index, integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

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

/** Accounts own everything; users reach it through a membership. */
export const accounts = pgTable("accounts", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
  plan: text("plan")
    .notNull()
    .default("free")
    .references(() => plans.name, { onUpdate: "cascade" }),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});

export const users = pgTable("users", {
  id: uuid("id").primaryKey(),
  /** Lower case; one user an address. */
  email: text("email").notNull().unique(),
  name: text("name").notNull(),
  /** Argon2id in PHC form; null for users who only sign in with a provider. */
  passwordHash: text("password_hash"),
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
