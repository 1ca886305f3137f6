import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import type { apiKeys } from "@/db/schema/keys";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { type PastRequest, writePast } from "@/test/past-requests";
import type { Fact } from "./matter";
import { readAttention } from "./read";

const db = testDatabase();
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const inMs = (ms: number) => new Date(Date.now() + ms);

async function setUp() {
  const { accountId, ctx } = await makeAccount(db);
  const key = (alias: string, values: Partial<typeof apiKeys.$inferInsert> = {}) =>
    makeKey(ctx, { alias, ...values });
  const calls = (keyId: string, times: number, request: Partial<PastRequest> = {}) =>
    writePast(
      db,
      { accountId, keyId },
      Array.from({ length: times }, () => ({ agoMs: 5 * MINUTE_MS, ...request })),
    );
  const read = () => readAttention({ ctx });
  const told = async () =>
    (await read()).matters.map((fact) => [fact.kind, "alias" in fact ? fact.alias : null]);
  return { accountId, ctx, key, calls, read, told };
}

const only = <Kind extends Fact["kind"]>(facts: Fact[], kind: Kind) =>
  facts.filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);

test("an account whose keys all work has no matter, and one without keys has none either", async () => {
  const { key, calls, read } = await setUp();
  expect(await read()).toMatchObject({ matters: [], keys: 0, workingKeys: 0 });
  const works = await key("works", { quotaDaily: 100, expiresAt: inMs(15 * DAY_MS) });
  await calls(works.id, 30);
  await key("never used", { expiresAt: inMs(DAY_MS) });
  await key("switched off", { active: false });
  expect(await read()).toMatchObject({ matters: [], keys: 3, workingKeys: 2 });
});

test("a reached quota is told with what it refused within the hour, and leaves when it is raised", async () => {
  const { ctx, key, calls, read, told } = await setUp();
  const full = await key("full", { quotaTotal: 10, quotaDaily: 100 });
  await calls(full.id, 10);
  await calls(full.id, 7, { code: "quota_total" });
  await calls(full.id, 4, { code: "quota_total", agoMs: 3 * HOUR_MS });
  const [reached] = only((await read()).matters, "reached");
  expect(reached).toMatchObject({ quota: "total", alias: "full", refused: 7 });
  expect(Date.now() - reached!.since.getTime()).toBeLessThan(76 * MINUTE_MS);
  await ctx.db.execute(sql`update api_keys set quota_total = 1000 where id = ${full.id}`);
  expect(await told()).toEqual([]);
});

test("a reached quota of a key that nobody called for a day, or that is off, is no matter", async () => {
  const { key, calls, told } = await setUp();
  const unused = await key("unused", { quotaTotal: 5 });
  await calls(unused.id, 5, { agoMs: 30 * HOUR_MS });
  const off = await key("off", { quotaTotal: 5, active: false });
  await calls(off.id, 5);
  await calls(off.id, 1, { code: "quota_total" });
  expect(await told()).toEqual([]);
});

test("keys that are off or expired are matters while they are called, the most refused first", async () => {
  const { key, calls, told } = await setUp();
  const off = await key("off", { active: false });
  await calls(off.id, 2, { code: "inactive_key" });
  const ended = await key("ended", { deactivateAt: inMs(-MINUTE_MS) });
  await calls(ended.id, 4, { code: "inactive_key" });
  const expired = await key("expired", { expiresAt: inMs(-HOUR_MS) });
  await calls(expired.id, 3, { code: "expired_key" });
  const long = await key("long ago", { active: false });
  await calls(long.id, 9, { code: "inactive_key", agoMs: 2 * HOUR_MS });
  const again = await key("works again");
  await calls(again.id, 9, { code: "inactive_key" });
  expect(await told()).toEqual([
    ["off", "ended"],
    ["expired", "expired"],
    ["off", "off"],
  ]);
});

test("a blocked address that uses the account's keys is told with its refusals of the last hour", async () => {
  const { accountId, key, calls, read } = await setUp();
  const octets = accountId.replaceAll("-", "").slice(-6);
  const ip = `10.${octets
    .match(/../g)!
    .map((pair) => parseInt(pair, 16))
    .join(".")}`;
  await db.execute(sql`insert into ip_blocks (ip, until, failures)
    values (${ip}, now() + interval '10 minutes', 20)`);
  onTestFinished(async () => {
    await db.execute(sql`delete from ip_blocks where ip = ${ip}`);
  });
  const [a, b] = [await key("a"), await key("b")];
  await calls(a.id, 1, { ip });
  await calls(a.id, 3, { ip, code: "ip_blocked", status: 403 });
  await calls(b.id, 2, { ip, code: "ip_blocked", status: 403 });
  await calls(b.id, 8, { ip, code: "ip_blocked", status: 403, agoMs: 2 * HOUR_MS });
  expect(only((await read()).matters, "blocked")).toEqual([
    expect.objectContaining({ address: ip, refused: 5, keys: 2, mayLift: true }),
  ]);
});

test("an endpoint fails with more than 5 % of its admitted answers of the hour, of at least 20", async () => {
  const { key, calls, read } = await setUp();
  const { id } = await key("caller");
  await calls(id, 38, { path: "/api/v1/report" });
  await calls(id, 2, { path: "/api/v1/report", status: 500 });
  await calls(id, 1, { path: "/api/v1/bad", status: 502, code: "bad_gateway" });
  await calls(id, 18, { path: "/api/v1/bad" });
  await calls(id, 9, { path: "/api/v1/refused", status: 503, code: "unavailable" });
  await calls(id, 20, { path: "/api/v1/refused" });
  await calls(id, 30, { path: "/api/v1/before", status: 500, agoMs: 2 * HOUR_MS });
  expect(only((await read()).matters, "failing")).toEqual([]);
  await calls(id, 1, { path: "/api/v1/report", status: 500 });
  await calls(id, 1, { path: "/api/v1/bad" });
  expect((await read()).matters).toEqual([
    { kind: "failing", method: "GET", path: "/api/v1/report", answers: 41, failed: 3 },
  ]);
});

test("a quota is a matter above 80 %, with the time at which it is full at this rate", async () => {
  const { key, calls, read } = await setUp();
  const at80 = await key("at 80 %", { quotaDaily: 10 });
  await calls(at80.id, 8);
  const filling = await key("filling", { quotaDaily: 10, quotaMonthly: 1_000 });
  await calls(filling.id, 9, { agoMs: 30 * MINUTE_MS });
  const idle = await key("idle", { quotaDaily: 10 });
  await calls(idle.id, 9, { agoMs: 5 * HOUR_MS });
  const found = only((await read()).matters, "filling");
  expect(found.map(({ alias, quota, used, limit }) => [alias, quota, used, limit])).toEqual([
    ["filling", "daily", 9, 10],
    ["idle", "daily", 9, 10],
  ]);
  expect(found[0]!.fullAt!.getTime() - Date.now()).toBeLessThan(HOUR_MS);
  expect(found[1]!.fullAt).toBeNull();
});

test("a key in use that expires within 14 days is a matter, and its rotation is told with it", async () => {
  const { key, calls, told } = await setUp();
  const soon = await key("soon", { expiresAt: inMs(5 * DAY_MS) });
  await calls(soon.id, 1);
  const replaced = await key("replaced", { expiresAt: inMs(2 * DAY_MS) });
  await calls(replaced.id, 1);
  await key("replacement", { replacesId: replaced.id });
  const later = await key("later", { expiresAt: inMs(15 * DAY_MS) });
  await calls(later.id, 1);
  expect(await told()).toEqual([
    ["expiring", "replaced"],
    ["expiring", "soon"],
  ]);
});

test("an open rotation names who is left on the old key, and is over with the old key", async () => {
  const { ctx, key, calls, read, told } = await setUp();
  const old = await key("old");
  await key("new", { replacesId: old.id });
  await calls(old.id, 2, { ip: "192.0.2.8" });
  await calls(old.id, 1, { ip: "192.0.2.9", agoMs: 25 * HOUR_MS });
  expect(only((await read()).matters, "rotation")).toEqual([
    expect.objectContaining({ alias: "old", callers: 1, caller: "192.0.2.8", offAt: null }),
  ]);
  const scheduled = await key("ends by itself", { deactivateAt: inMs(HOUR_MS) });
  await key("its replacement", { replacesId: scheduled.id });
  expect(await told()).toEqual([["rotation", "old"]]);
  await calls(scheduled.id, 1);
  expect(await told()).toEqual([
    ["rotation", "ends by itself"],
    ["rotation", "old"],
  ]);
  await ctx.db.execute(sql`update api_keys set active = false where account_id = ${ctx.accountId}`);
  expect(await told()).toEqual([]);
});

test("nothing of another account is told", async () => {
  const other = await setUp();
  const full = await other.key("theirs", { quotaTotal: 1 });
  await other.calls(full.id, 1);
  await other.calls(full.id, 3, { code: "quota_total" });
  await other.calls(full.id, 40, { status: 500 });
  expect((await other.told()).length).toBeGreaterThan(1);
  const { read } = await setUp();
  expect((await read()).matters).toEqual([]);
});
