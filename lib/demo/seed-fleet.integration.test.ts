import { sql } from "drizzle-orm";
import { expect, onTestFinished, test, vi } from "vitest";
import { openDatabase } from "@/db/drizzle";
import { findAccountByEmail } from "@/db/queries/accounts";
import { checkUsage } from "@/lib/usage/check";
import { collect } from "@/test/collect";
import { makeAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { startEngine, withoutPlanLimits } from "@/test/engine";
import { makeKey } from "@/test/key";
import { expectTrafficOfLog } from "@/test/traffic-drift";
import { seedFleet } from "./seed-fleet";

vi.setConfig({ testTimeout: 300_000 });

const EMAIL = "fleet@test.local";
const REQUESTS = 60_000;
/** A piece of the work takes 150 ms; a busy machine may stop in the middle of one. In one piece it took 5 s and more. */
const MOST_WAIT_MS = 2_500;

async function database(): Promise<OwnDatabase> {
  const own = await ownDatabase({ max: 6 });
  onTestFinished(() => own.remove());
  return own;
}

async function seed({ url }: OwnDatabase, requests = REQUESTS) {
  const db = openDatabase({ url, max: 1, name: "latchkey-seed", statementTimeoutMs: 0 });
  const input = { email: EMAIL, keys: 150, requests, days: 20, seed: 3 };
  try {
    return await seedFleet({
      db,
      password: "a password of some length",
      keyPrefix: "lk",
      nowMs: Date.now(),
      input,
    });
  } finally {
    await db.$client.end({ timeout: 1 });
  }
}

/** Does something again and again until it is told to end. */
function again(work: () => Promise<unknown>): () => Promise<void> {
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      await work();
      await new Promise((resume) => setTimeout(resume, 20));
    }
  })();
  return () => {
    isOver = true;
    return running;
  };
}

test("beside running servers nobody waits for it longer than for a piece, nothing locks for good, and all counters are right", async () => {
  const own = await database();
  await withoutPlanLimits(own.db);
  const { accountId } = await makeAccount(own.db, { cleanup: false });
  const key = await makeKey({ db: own.db, accountId }, { quotaTotal: 1_000_000 });
  const engines = [await startEngine(own.url), await startEngine(own.url)];

  let longestMs = 0;
  let admitted = 0;
  let changes = 0;
  const ends = [
    ...engines.map((engine) =>
      again(async () => {
        const outcomes = await engine.outcomes(key.hash, 10);
        admitted += outcomes.admitted ?? 0;
      }),
    ),
    // What people do: they change keys, which notes the change, and search the log.
    again(async () => {
      changes++;
      await own.db.execute(
        sql`update api_keys set alias = ${`alias-${changes}`} where id = ${key.id}`,
      );
    }),
    again(() =>
      own.db.execute(
        sql`select id from request_logs where account_id = ${accountId} order by at desc, id desc limit 5`,
      ),
    ),
    again(async () => {
      const [row] = await own.db.execute<{ ms: number | null }>(sql`
        select max(extract(epoch from clock_timestamp() - waitstart) * 1000)::float8 as ms
        from pg_locks where not granted`);
      longestMs = Math.max(longestMs, row!.ms ?? 0);
    }),
  ];
  const deadlocks = async () => {
    const [row] = await own.db.execute<{ deadlocks: number }>(
      sql`select deadlocks::int from pg_stat_database where datname = current_database()`,
    );
    return row!.deadlocks;
  };
  const before = await deadlocks();
  expect(await seed(own)).toMatchObject({ requests: REQUESTS });
  for (const end of ends) await end();
  expect(longestMs).toBeLessThan(MOST_WAIT_MS);
  expect(await deadlocks()).toBe(before);
  expect(changes).toBeGreaterThan(5);

  for (const engine of engines) {
    await engine.stop();
    expect(engine.complaints).toEqual([]);
  }
  const seeded = await findAccountByEmail(own.db, EMAIL);
  const [rows] = await own.db.execute(sql`
    select count(*) filter (where account_id = ${seeded!.id})::int as seeded,
      count(*) filter (where account_id = ${accountId})::int as answered,
      (select count(*)::int from request_logs_default) as stray
    from request_logs`);
  expect(rows).toEqual({ seeded: REQUESTS, answered: admitted, stray: 0 });
  const checks = await collect(checkUsage({ db: own.db }));
  expect(checks.filter(({ drift }) => drift !== 0)).toEqual([]);
  for (const id of [seeded!.id, accountId]) await expectTrafficOfLog(own.db, id);
  const left = await own.db.execute(
    sql`select relname from pg_class where relname like 'demo\\_%'`,
  );
  expect([...left]).toEqual([]);
});

test("one that is ended in the middle leaves counters that are right", async () => {
  const own = await database();
  const ended = seed(own).catch((error: Error) => error);
  await expect
    .poll(
      async () => {
        const [row] = await own.db.execute<{ n: number }>(
          sql`select count(*)::int as n from request_logs`,
        );
        return row!.n;
      },
      { timeout: 120_000 },
    )
    .toBeGreaterThan(2_000);
  await own.db.execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'latchkey-seed'`);
  expect(await ended).toBeInstanceOf(Error);
  const seeded = await findAccountByEmail(own.db, EMAIL);
  const checks = await collect(checkUsage({ db: own.db }));
  expect(checks.length).toBeGreaterThan(0);
  expect(checks.filter(({ drift }) => drift !== 0)).toEqual([]);
  await expectTrafficOfLog(own.db, seeded!.id);
});
