import { desc, gt, sql } from "drizzle-orm";
import type postgres from "postgres";
import { asArray } from "./as-array";
import type { Queryable } from "../queryable";
import { authFailures } from "../schema/operations";

/** An operator may look back so far. */
const KEPT_S = 24 * 60 * 60;
/** A flood from ever more addresses takes no more room than this: then the oldest go sooner. */
const MAX_ROWS = 200_000;

/**
 * Adds failures of an instance to those of all, and blocks the addresses that reached the limit.
 *
 * @param failures by address
 * @param rule null: they are counted, and nobody is blocked
 * @returns what is blocked from now on because of them
 */
export async function countFailures(
  sql: postgres.Sql,
  failures: ReadonlyMap<string, number>,
  rule: { failures: number; windowMs: number; blockMs: number } | null,
): Promise<Array<{ ip: string; until: Date }>> {
  return sql`
    select blocked_ip as ip, blocked_until as until from latchkey_count_failures(
      ${asArray([...failures.keys()])}::text[], ${asArray([...failures.values()])}::int[],
      ${rule?.failures ?? null}::int,
      make_interval(secs => ${(rule?.windowMs ?? 0) / 1_000}::float8),
      make_interval(secs => ${(rule?.blockMs ?? 0) / 1_000}::float8))`;
}

/**
 * Counts a failed sign-in of nobody whom we know. It counts as spent: an address that guesses passwords is
 * throttled, and only keys block it.
 */
export async function addSignInFailure(db: Queryable, address: string): Promise<void> {
  await db
    .insert(authFailures)
    .values({ ip: address, at: thisMinute, failures: 1, spent: 1 })
    .onConflictDoUpdate({
      target: [authFailures.ip, authFailures.at],
      set: {
        failures: sql`${authFailures.failures} + 1`,
        spent: sql`${authFailures.spent} + 1`,
      },
    });
}

const thisMinute = sql`date_trunc('minute', now())`;

/** Drops failures that are of no use any more, and the oldest where there are too many. */
export async function pruneFailures(sql: postgres.Sql, windowMs: number): Promise<void> {
  await sql`
    delete from auth_failures
    where at < now() - make_interval(secs => ${Math.max(KEPT_S, windowMs / 1_000)}::float8)
      or at <= (select at from auth_failures order by at desc offset ${MAX_ROWS} limit 1)`;
}

/** Addresses with failures since a moment, those with the most first. */
export function selectFailures(db: Queryable, since: Date, limit: number) {
  const failures = sql<number>`sum(${authFailures.failures})::int`;
  const lastAt = sql<Date>`max(${authFailures.at})`.mapWith(authFailures.at);
  return db
    .select({ ip: authFailures.ip, failures, lastAt })
    .from(authFailures)
    .where(gt(authFailures.at, since))
    .groupBy(authFailures.ip)
    .orderBy(desc(failures), authFailures.ip)
    .limit(limit);
}
