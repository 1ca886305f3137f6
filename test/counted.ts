import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

/**
 * Counters of a key as they are after counted requests, without their log rows.
 * @param at when they were, as PostgreSQL reads it
 */
export async function countRequests(
  db: Database,
  keyId: string,
  at: string,
  n: number,
): Promise<void> {
  await db.execute(sql`
    insert into usage_minutes as u (key_id, minute, counted)
    values (${keyId}, date_trunc('minute', ${at}::timestamptz, 'UTC'), ${n})
    on conflict (key_id, minute) do update set counted = u.counted + ${n}`);
  await db.execute(sql`
    insert into usage_hours as u (key_id, hour, counted, requests, rejected, credits)
    values (${keyId}, date_trunc('hour', ${at}::timestamptz, 'UTC'), ${n}, ${n}, 0, ${n})
    on conflict (key_id, hour) do update set counted = u.counted + ${n}`);
  await db.execute(sql`
    insert into usage_totals as u (key_id, counted) values (${keyId}, ${n})
    on conflict (key_id) do update set counted = u.counted + ${n}`);
}
