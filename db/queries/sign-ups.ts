import { lt, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { signUps } from "../schema/sign-ups";

/** Counts one more sign-up of an address on this day (UTC). @returns how many there were with it */
export async function addSignUp(db: Queryable, address: string): Promise<number> {
  const today = sql`(now() at time zone 'utc')::date`;
  // The first of a day clears the days before away.
  const [row] = await db
    .insert(signUps)
    .values({ address, day: today, count: 1 })
    .onConflictDoUpdate({
      target: [signUps.address, signUps.day],
      set: { count: sql`${signUps.count} + 1` },
    })
    .returning({ count: signUps.count });
  const count = row!.count;
  if (count === 1) await db.delete(signUps).where(lt(signUps.day, today));
  return count;
}
