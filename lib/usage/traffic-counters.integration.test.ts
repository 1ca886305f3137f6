import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runMaintenance } from "@/db/queries/maintenance";
import { OUTCOME_COLUMNS } from "@/db/schema/traffic-columns";
import { ERRORS, type ErrorCode } from "@/lib/errors";
import { uuidv7 } from "@/lib/ids";
import type { RequestRow } from "@/lib/requests/journal/row";
import { postgresRows } from "@/lib/requests/postgres-rows";
import { writeRows } from "@/lib/requests/writing/writer";
import { copyRows } from "@/test/copy-rows";
import { requestRow } from "@/test/request-row";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { makeKey, type TestKey } from "@/test/key";
import { expectTrafficOfLog } from "@/test/traffic-drift";
import { BOUNDS_MS, ttfbBucket } from "@/lib/requests/writing/histogram";
import { byNobody } from "@/test/writing";

let own: OwnDatabase;
let account: TestAccount;
let keys: TestKey[];
beforeAll(async () => {
  own = await ownDatabase();
  account = await makeAccount(own.db, { cleanup: false });
  const categories = ["production", "staging", "production", "development", "staging"];
  keys = await Promise.all(categories.map((category) => makeKey(account.ctx, { category })));
});
afterAll(() => own.remove());

const DAY_MS = 86_400_000;
const NOW = Date.now();
const CODES = [null, null, null, ...(Object.keys(ERRORS) as ErrorCode[])];
const instance = uuidv7();

/** Rows of all outcomes and durations, on the edges of quarters, days and buckets among others. */
function someRows(count: number): RequestRow[] {
  return Array.from({ length: count }, (_, i) => {
    const code = CODES[i % CODES.length]!;
    const rejected = code !== null && (OUTCOME_COLUMNS as readonly string[]).includes(code);
    const moments = [NOW, NOW - (NOW % 900_000), NOW - (NOW % DAY_MS), NOW - (NOW % DAY_MS) - 1];
    const at = moments[i % 4]! - ((i * 7) % 3) * DAY_MS;
    const bound = BOUNDS_MS[(i * 13) % BOUNDS_MS.length]!;
    const durationMs = [bound, bound - 1e-9, bound * 1.05, 0, 0.4, 100_000][i % 6]!;
    const status = code === null ? [200, 204, 302, 404, 500][i % 5]! : ERRORS[code].status;
    return requestRow({
      atMs: at,
      accountId: account.accountId,
      keyId: keys[i % keys.length]!.id,
      status,
      code,
      durationMs,
      credits: rejected ? 0 : i % 4,
      counted: !rejected,
      leased: false,
    });
  });
}

const requests = async () => {
  const rows = await own.db.execute<{ n: number }>(sql`
    select coalesce(sum(requests), 0)::int as n from account_quarters
    where account_id = ${account.accountId}`);
  return rows[0]!.n;
};

describe("counters of traffic", () => {
  it("equal the log, however rows are written and however often", async () => {
    const sqlClient = own.db.$client;
    const copied = someRows(700);
    await copyRows(sqlClient, instance, copied);
    await expectTrafficOfLog(own.db, account.accountId);
    const written = someRows(700);
    await writeRows(postgresRows(sqlClient), { instanceId: instance, runId: null }, written);
    await expectTrafficOfLog(own.db, account.accountId);
    // Replayed after a crash: half of it is there already.
    await writeRows(postgresRows(sqlClient), { instanceId: instance, runId: null }, [
      ...copied,
      ...written,
      ...someRows(100),
    ]);
    await expectTrafficOfLog(own.db, account.accountId);
    expect(await requests()).toBe(1_500);
    // A batch with one row that is there already is refused whole.
    await expect(copyRows(sqlClient, instance, [...someRows(50), copied[0]!])).rejects.toThrow();
    await expectTrafficOfLog(own.db, account.accountId);
    expect(await requests()).toBe(1_500);
  });

  it("equal the log when instances write at once, none of them waiting for ever", async () => {
    const before = await requests();
    await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        i % 2 === 0
          ? copyRows(own.db.$client, uuidv7(), someRows(150))
          : writeRows(postgresRows(own.db.$client), byNobody(), someRows(150)),
      ),
    );
    expect(await requests()).toBe(before + 12 * 150);
    await expectTrafficOfLog(own.db, account.accountId);
  });

  it("equal the log when keys change their category while rows are written", async () => {
    const move = async (key: TestKey, category: string) => {
      await own.db.execute(sql`update api_keys set category = ${category} where id = ${key.id}`);
    };
    for (const category of ["staging", "moved", "production"]) {
      await Promise.all([
        ...Array.from({ length: 3 }, () => copyRows(own.db.$client, uuidv7(), someRows(150))),
        ...keys.slice(0, 2).map((key) => move(key, category)),
        writeRows(postgresRows(own.db.$client), byNobody(), someRows(150)),
      ]);
      await expectTrafficOfLog(own.db, account.accountId);
    }
  });

  it("outlive the log by day and account; those by the quarter of an hour go with it", async () => {
    const other = await makeAccount(own.db, { cleanup: false });
    const key = await makeKey(other.ctx);
    const today = NOW - (NOW % DAY_MS);
    const days = [0, 39, 40, 41, 60];
    for (const ago of days) {
      const at = today - ago * DAY_MS + 1_000;
      await own.db.execute(sql`select latchkey_ensure_partitions(
        (to_timestamp(${at}::float8 / 1000) at time zone 'UTC')::date,
        (to_timestamp(${at}::float8 / 1000) at time zone 'UTC')::date)`);
      const { accountId } = other;
      const rows = someRows(20).map((row) => ({ ...row, atMs: at, accountId, keyId: key.id }));
      await copyRows(own.db.$client, instance, rows);
    }
    await expectTrafficOfLog(own.db, other.accountId);
    await runMaintenance(own.db.$client, 40);
    const [left] = await own.db.execute(sql`select
      (select count(*)::int from request_logs where key_id = ${key.id}) as log,
      (select sum(requests)::int from key_quarters where key_id = ${key.id}) as quarters,
      (select sum(requests)::int from key_days where key_id = ${key.id}) as days,
      (select sum(requests)::int from category_quarters where account_id = ${other.accountId})
        as category_quarters,
      (select sum(requests)::int from category_days where account_id = ${other.accountId})
        as category_days,
      (select sum(requests)::int from account_quarters where account_id = ${other.accountId}) as accounts`);
    const ofLog = { log: 60, quarters: 60, category_quarters: 60 };
    expect(left).toEqual({ ...ofLog, days: 100, category_days: 100, accounts: 100 });
  });

  it("put a duration into the same bucket here and in the database", async () => {
    const durations = [0, ...BOUNDS_MS.flatMap((ms) => [ms * (1 - 1e-15), ms, ms * 1.01]), 1e9];
    const rows = await own.db.execute<{ bucket: number }>(sql`
      select latchkey_ttfb_bucket(ms) as bucket
      from unnest(${`{${durations.join(",")}}`}::float8[]) with ordinality as t (ms, nth) order by nth`);
    expect(rows.map(({ bucket }) => bucket)).toEqual(durations.map(ttfbBucket));
  });
});
