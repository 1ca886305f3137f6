import { index, pgTable, primaryKey, smallint, timestamp, uuid } from "drizzle-orm/pg-core";
import { bytea } from "./bytea";
import { operatorTokens } from "./tokens";

/**
 * What calls of the management API with an Idempotency-Key were answered. The row is written in the transaction of
 * what the call did: both are there, or neither.
 */
export const idempotentAnswers = pgTable(
  "idempotent_answers",
  {
    tokenId: uuid("token_id")
      .notNull()
      .references(() => operatorTokens.id, { onDelete: "cascade" }),
    /** Of the Idempotency-Key; nobody reads here what callers write into it. */
    mark: bytea("mark").notNull(),
    /** Of method, path and body. */
    requestMark: bytea("request_mark").notNull(),
    at: timestamp("at", { withTimezone: true }).notNull().defaultNow(),
    status: smallint("status"),
    /** The answer's body, sealed (lib/manage/sealed-answer.ts). */
    answer: bytea("answer"),
  },
  (t) => [primaryKey({ columns: [t.tokenId, t.mark] }), index("idempotent_answers_time").on(t.at)],
);
