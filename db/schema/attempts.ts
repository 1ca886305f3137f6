import { index, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** How often something was tried that is allowed so many times in a while; counted over all instances. */
export const attempts = pgTable(
  "attempts",
  {
    /** What is counted and for whom, as a SHA-256: nobody reads here who signs in from where. */
    key: text("key").primaryKey(),
    count: integer("count").notNull(),
    /** From then on it is counted anew. */
    endsAt: timestamp("ends_at", { withTimezone: true }).notNull(),
  },
  (t) => [index("attempts_end").on(t.endsAt)],
);
