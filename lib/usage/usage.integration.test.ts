import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { collect } from "@/test/collect";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { checkUsage } from "./check";

const db = testDatabase();
const HOUR_MS = 3_600_000;

interface Row {
  agoMs?: number;
  status?: number;
  code?: string | null;
  credits?: number;
  counted?: boolean;
  durationMs?: number;
}

async function setUp() {
  const account = await makeAccount(db);
  const key = await makeKey(account.ctx, { alias: "web", category: "production" });
  const write = async (rows: Row[], keyId = key.id) => {
    for (const row of rows) {
      const { agoMs = 0, status = 200, code = null, credits = 0, counted = true } = row;
      const at = new Date(Date.now() - agoMs).toISOString();
      await db.execute(sql`insert into request_logs (id, at, account_id, key_id, method, path,
          status, code, duration_ms, ip, credits, counted)
        values (${uuidv7()}, ${at}::timestamptz, ${account.accountId}, ${keyId}, 'GET',
          '/api/v1/echo', ${status}, ${code}, ${row.durationMs ?? 1}, null, ${credits}, ${counted})`);
      await db.execute(sql`insert into usage_totals as u (key_id, counted, requests)
        values (${keyId}, ${counted ? 1 : 0}, 1) on conflict (key_id) do update
        set counted = u.counted + excluded.counted, requests = u.requests + 1`);
      if (!counted) continue;
      await db.execute(sql`insert into usage_minutes as u (key_id, minute, counted)
        values (${keyId}, date_trunc('minute', ${at}::timestamptz, 'UTC'), 1)
        on conflict (key_id, minute) do update set counted = u.counted + 1`);
      await db.execute(sql`insert into usage_hours as u (key_id, hour, counted, requests, rejected,
          credits) values (${keyId}, date_trunc('hour', ${at}::timestamptz, 'UTC'), 1, 1, 0, 0)
        on conflict (key_id, hour) do update set counted = u.counted + 1`);
    }
  };
  return { ...account, key, write };
}

it("finds no drift where counters and log agree, and the exact drift where not", async () => {
  const { accountId, key, write } = await setUp();
  await write([
    {},
    {},
    { counted: false, status: 401, code: "quota_daily" },
    { agoMs: 23.9 * HOUR_MS },
    { agoMs: 25 * HOUR_MS },
    { agoMs: 20 * 24 * HOUR_MS },
  ]);
  const check = async () =>
    (await collect(checkUsage({ db, accountId }))).map(({ window, counter, log, drift }) => [
      window,
      counter,
      log,
      drift,
    ]);
  expect(await check()).toEqual([
    ["total", 5, 5, 0],
    ["daily", 3, 3, 0],
    ["weekly", 4, 4, 0],
    ["monthly", 5, 5, 0],
  ]);
  // What retention has dropped from the log stays in the total.
  await db.execute(sql`update usage_totals set counted = counted + 10, archived = 10
    where key_id = ${key.id}`);
  expect((await check())[0]).toEqual(["total", 15, 15, 0]);
  await db.execute(sql`delete from request_logs where key_id = ${key.id} and counted
    and at > now() - interval '1 hour'`);
  expect((await check()).map((line) => line[3])).toEqual([2, 2, 2, 2]);
});
