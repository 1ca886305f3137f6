import { date, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

/** How many accounts were made from an address on a day (UTC). */
export const signUps = pgTable(
  "sign_ups",
  {
    /** An IPv4 address, an IPv6 /64, or "unknown". */
    address: text("address").notNull(),
    day: date("day").notNull(),
    count: integer("count").notNull(),
  },
  (t) => [primaryKey({ columns: [t.address, t.day] })],
);
