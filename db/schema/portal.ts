import { index, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts";
import { bytea } from "./bytea";
import { operatorTokens } from "./tokens";

/**
 * Visits to an account by people whom the operator's own app knows and Latchkey does not: first a link that is opened
 * once, then the session that it has opened (docs/decisions/0023-portal-sessions.md).
 */
export const portalSessions = pgTable(
  "portal_sessions",
  {
    id: uuid("id").primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** Who made the link, and answers for whoever has opened it. */
    tokenId: uuid("token_id")
      .notNull()
      .references(() => operatorTokens.id),
    /** SHA-256 of what the link holds. That itself is nowhere. */
    secretHash: bytea("secret_hash").notNull(),
    /** Where the operator's app is gone back to; null: it has not said. */
    returnUrl: text("return_url"),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    /** Until when the link can be opened. */
    expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
    /** When it was; null: it was not. */
    openedAt: timestamp("opened_at", { withTimezone: true }),
    /** Until when the session stands; null while there is none. */
    endsAt: timestamp("ends_at", { withTimezone: true }),
  },
  (t) => [
    uniqueIndex("portal_sessions_secret").on(t.secretHash),
    index("portal_sessions_account").on(t.accountId),
    index("portal_sessions_end").on(t.expiresAt),
  ],
);
