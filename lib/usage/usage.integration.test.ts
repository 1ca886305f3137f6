import { sql } from "drizzle-orm";
import { assert, expect, it } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { checkUsage } from "./check";
import { latencyReport } from "./latency";
import { usageReport } from "./report";
import { RANGES } from "./schema";

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

it("counts each request once, under its outcome, its key and its category", async () => {
  const { accountId, ctx, key, write } = await setUp();
  const ci = await makeKey(ctx, { alias: "ci", category: "staging" });
  await write([
    { credits: 3 },
    { status: 302 },
    { status: 404 },
    { status: 502, code: "bad_gateway" },
    { status: 429, code: "plan_minute", counted: false },
  ]);
  await write([{ status: 401, code: "quota_daily", counted: false }, { credits: 1 }], ci.id);
  for (const range of RANGES) {
    for (const timeZone of ["UTC", "Asia/Kathmandu", "America/St_Johns"]) {
      const report = await usageReport({ db, accountId, range, timeZone });
      assert(report);
      expect(report.total).toEqual({
        requests: 7,
        credits: 4,
        outcomes: {
          ok: 3,
          client_error: 1,
          server_error: 1,
          rejected_plan: 1,
          rejected_quota: 1,
          rejected_key: 0,
          rejected_other: 0,
        },
      });
      const inBuckets = report.buckets.reduce((sum, bucket) => sum + bucket.requests, 0);
      expect(inBuckets).toBe(7);
      expect(report.keys.map(({ id, requests, rejected }) => [id, requests, rejected])).toEqual([
        [key.id, 5, 1],
        [ci.id, 2, 1],
      ]);
      expect(report.categories.map(({ name, credits }) => [name, credits])).toEqual([
        ["production", 3],
        ["staging", 1],
      ]);
    }
  }
});

it("leaves out what lies before the range, and other accounts", async () => {
  const { accountId, write } = await setUp();
  const stranger = await setUp();
  await write([{}, { agoMs: 26 * HOUR_MS }, { agoMs: 8.5 * 24 * HOUR_MS }]);
  await stranger.write([{}]);
  const requests = async (range: (typeof RANGES)[number]) =>
    (await usageReport({ db, accountId, range, timeZone: "Europe/Berlin" }))?.total.requests;
  expect(await requests("24h")).toBe(1);
  expect(await requests("7d")).toBe(2);
  expect(await requests("30d")).toBe(3);
});

it("measures the latency of admitted requests only", async () => {
  const { accountId, write } = await setUp();
  await write(Array.from({ length: 100 }, (_, i) => ({ durationMs: i + 1 })));
  await write([{ durationMs: 9_999, code: "quota_total", status: 401, counted: false }]);
  const report = await latencyReport({ db, accountId, range: "24h", timeZone: "UTC" });
  expect(report?.total).toEqual({ requests: 100, p50Ms: 50, p95Ms: 95, p99Ms: 99 });
});

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
    (await checkUsage({ db, accountId })).map(({ window, counter, log, drift }) => [
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
