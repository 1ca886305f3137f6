import { and, eq, gt, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { attempts } from "../schema/attempts";

/**
 * Counts one more attempt. All instances add to the same row, by the database's clock alone: an instance whose clock is
 * wrong begins no window anew.
 *
 * @param windowS from the first attempt on; what comes after it begins the next one
 * @returns how many there were in this window, and in how many milliseconds it ends
 */
export async function addAttempt(
  db: Queryable,
  key: string,
  windowS: number,
): Promise<{ count: number; endsInMs: number }> {
  const isOver = sql`${attempts.endsAt} <= now()`;
  const [row] = await db
    .insert(attempts)
    .values({ key, count: 1, endsAt: sql`now() + make_interval(secs => ${windowS})` })
    .onConflictDoUpdate({
      target: attempts.key,
      set: {
        count: sql`case when ${isOver} then 1 else ${attempts.count} + 1 end`,
        endsAt: sql`case when ${isOver} then excluded.ends_at else ${attempts.endsAt} end`,
      },
    })
    .returning({
      count: attempts.count,
      endsInMs: sql`extract(epoch from ${attempts.endsAt} - now()) * 1000`.mapWith(Number),
    });
  return row!;
}

/** Takes one attempt back. */
export async function takeBackAttempt(db: Queryable, key: string): Promise<void> {
  await db
    .update(attempts)
    .set({ count: sql`${attempts.count} - 1` })
    .where(and(eq(attempts.key, key), gt(attempts.count, 0)));
}

/** Takes all attempts back. */
export async function forgiveAttempts(db: Queryable, key: string): Promise<void> {
  await db.delete(attempts).where(eq(attempts.key, key));
}
