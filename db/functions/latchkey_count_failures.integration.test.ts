import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "@/db/client";
import { type OwnDatabase, ownDatabase } from "@/test/database";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());
beforeEach(() => own.db.$client.unsafe("truncate auth_failures, ip_blocks"));

const ONE = "203.0.113.1";
const OTHER = "2001:db8::1";

/** With a window of an hour, whose spans are of a minute. @returns who is blocked now, and for how many minutes */
async function count(
  failures: Record<string, number>,
  limit: number | null = 3,
  minutes = 10,
  db: Pick<Database, "execute"> = own.db,
) {
  const rows = await db.execute<{ ip: string; m: number }>(sql`
    select blocked_ip as ip, round(extract(epoch from blocked_until - now()) / 60)::int as m
    from latchkey_count_failures(
      ${`{${Object.keys(failures).join(",")}}`}::text[], ${`{${Object.values(failures).join(",")}}`}::int[],
      ${limit}, interval '1 hour', make_interval(mins => ${minutes}))
    order by 1`);
  return Object.fromEntries(rows.map(({ ip, m }) => [ip, m]));
}

const gathered = () =>
  own.db.execute(sql`select ip, sum(failures)::int as n, sum(spent)::int as spent from auth_failures
    group by ip order by ip`);

/** Has all failures be so much older. */
const age = (interval: string) =>
  own.db.execute(sql`update auth_failures set at = at - ${interval}::interval`);

test("an address is blocked when it has reached the limit, over calls of several instances", async () => {
  expect(await count({ [ONE]: 2 })).toEqual({});
  expect(await count({ [ONE]: 1, [OTHER]: 2 })).toEqual({ [ONE]: 10 });
  expect(await own.db.execute(sql`select ip, failures from ip_blocks`)).toEqual([
    { ip: ONE, failures: 3 },
  ]);
});

test("several addresses of one call are blocked at once", async () => {
  expect(await count({ [ONE]: 3, [OTHER]: 9 })).toEqual({ [OTHER]: 10, [ONE]: 10 });
});

test("without a limit failures are gathered and nobody is blocked", async () => {
  expect(await count({ [ONE]: 100 }, null)).toEqual({});
  expect(await gathered()).toEqual([{ ip: ONE, n: 100, spent: 0 }]);
});

test("failures count for a window and one span of it more, and not longer", async () => {
  await count({ [ONE]: 2 });
  await age("61 minutes 1 second");
  // Spans begin with whole minutes: this one may be a minute older than its failures.
  await age("1 minute");
  expect(await count({ [ONE]: 2 })).toEqual({});
  await count({ [OTHER]: 2 });
  await own.db.execute(sql`
    update auth_failures set at = now() - interval '60 minutes' where ip = ${OTHER}`);
  expect(await count({ [OTHER]: 1 })).toEqual({ [OTHER]: 10 });
});

test("failures that have led to a block, or come while it is in force, lead to no other", async () => {
  await count({ [ONE]: 3 });
  expect(await count({ [ONE]: 2 })).toEqual({});
  await own.db.execute(sql`update ip_blocks set until = now() - interval '1 second'`);
  expect(await gathered()).toEqual([{ ip: ONE, n: 5, spent: 5 }]);
  expect(await count({ [ONE]: 2 })).toEqual({});
  expect(await count({ [ONE]: 1 })).toEqual({ [ONE]: 10 });
});

test("a block is never made shorter", async () => {
  await count({ [ONE]: 3 }, 3, 60);
  await own.db.execute(sql`update auth_failures set spent = 0`);
  expect(await count({ [ONE]: 3 }, 3, 10)).toEqual({ [ONE]: 60 });
});

test("instances that each add a half of what blocks an address do not miss each other's half", async () => {
  for (let i = 0; i < 10; i++) {
    const ip = `198.51.100.${i}`;
    const both = await Promise.all([count({ [ip]: 2 }, 4), count({ [ip]: 2 }, 4)]);
    expect(both.filter((blocked) => blocked[ip] !== undefined)).toHaveLength(1);
  }
});

test("one call at a time: what another has not committed yet is waited for, whatever its addresses and its span", async () => {
  let second: Promise<unknown> = Promise.resolve();
  await own.db.transaction(async (tx) => {
    await count({ [ONE]: 2 }, 4, 10, tx);
    // In a span of its own: the rows of the two calls do not meet.
    await tx.execute(sql`update auth_failures set at = at - interval '5 minutes'`);
    second = count({ [OTHER]: 1, [ONE]: 2 }, 4);
    const waiting = () =>
      tx.execute(sql`
        select from pg_stat_activity
        where datname = current_database() and wait_event = 'advisory'`);
    await expect.poll(waiting).toHaveLength(1);
  });
  expect(await second).toEqual({ [ONE]: 10 });
});
