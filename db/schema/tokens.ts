import { pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { bytea } from "./bytea";

/**
 * What the operator's own backends call the management API with. A revoked token stays: the audit trail says by its
 * name who did something.
 */
export const operatorTokens = pgTable(
  "operator_tokens",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    /** SHA-256 of the whole secret. The secret itself is nowhere. */
    hash: bytea("hash").notNull(),
    /** What it may do; see lib/tokens/schema.ts. */
    scopes: text("scopes").array().notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    /** To some minutes: not every call writes it. */
    lastUsedAt: timestamp("last_used_at", { withTimezone: true }),
    expiresAt: timestamp("expires_at", { withTimezone: true }),
    revokedAt: timestamp("revoked_at", { withTimezone: true }),
  },
  (t) => [uniqueIndex("operator_tokens_hash").on(t.hash)],
);
