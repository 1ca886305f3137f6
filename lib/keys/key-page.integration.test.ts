import { expect, test } from "vitest";
import { firstRequest } from "@/lib/keys/first-request";
import { hourlyRequests } from "@/lib/keys/activity";
import { getKey, searchKeys } from "@/lib/keys/list";
import { quotaOutlook } from "@/lib/keys/quota-outlook";
import { keyTop } from "@/lib/usage/key-top";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { type PastRequest, writePast } from "@/test/past-requests";

const db = testDatabase();
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

async function setUp(quotas: Parameters<typeof makeKey>[1] = {}) {
  const { ctx, accountId } = await makeAccount(db);
  const { id } = await makeKey(ctx, quotas);
  const write = (requests: PastRequest[]) => writePast(db, { accountId, keyId: id }, requests);
  const outlook = async () => quotaOutlook({ ctx, input: await getKey({ ctx, input: { id } }) });
  return { ctx, accountId, id, write, outlook };
}

const times = (n: number, request: PastRequest) => new Array<PastRequest>(n).fill(request);
/** How far a moment is from another; windows go by whole minutes. */
const apartMs = (at: Date | null, thenMs: number) => Math.abs((at?.getTime() ?? NaN) - thenMs);

test("a quota's outlook says when capacity returns, how much, and when it runs out", async () => {
  const { write, outlook } = await setUp({ quotaDaily: 100, quotaTotal: 1000 });
  await write([
    // A day and more of traffic: what its rate is of.
    { agoMs: 40 * HOUR_MS },
    ...times(20, { agoMs: 23.5 * HOUR_MS }),
    ...times(30, { agoMs: 30 * MINUTE_MS }),
  ]);
  const [total, daily] = await outlook();
  expect(total).toMatchObject({ name: "total", freesAt: null, returnsInHour: 0, rateOf: "day" });
  expect(daily).toMatchObject({ name: "daily", returnsInHour: 20, rateOf: "hour" });
  expect(apartMs(daily!.freesAt, Date.now() + HOUR_MS / 2)).toBeLessThan(2 * MINUTE_MS);
  // 50 are left and up to 20 of those used go (they are known by the hour), at 30 an hour.
  const inHours = (daily!.reachedAt!.getTime() - Date.now()) / HOUR_MS;
  expect(inHours).toBeGreaterThan(50 / 30 - 0.05);
  expect(inHours).toBeLessThan(70 / 30 + 0.05);
});

test("a forecast is no faster than a tighter quota, and not for after the key has expired", async () => {
  const three = times(3, { agoMs: 5 * MINUTE_MS });
  const slow = await setUp({ quotaDaily: 3, quotaTotal: 1000 });
  await slow.write(three);
  const [total] = await slow.outlook();
  expect(total!.rateOf).toBe("present");
  // 997 are left, three a day.
  expect(apartMs(total!.reachedAt, Date.now() + (997 / 3) * DAY_MS)).toBeLessThan(HOUR_MS);
  const brief = await setUp({ quotaTotal: 1000, expiresAt: new Date(Date.now() + HOUR_MS) });
  await brief.write(three);
  expect((await brief.outlook())[0]!.reachedAt).toBeNull();
});

test("a quota that is reached has capacity again when enough of it has left, not the first of it", async () => {
  const { write, outlook } = await setUp({ quotaDaily: 5 });
  await write([
    ...times(2, { agoMs: 20 * HOUR_MS }),
    ...times(2, { agoMs: 10 * HOUR_MS }),
    ...times(4, { agoMs: HOUR_MS }),
  ]);
  const [daily] = await outlook();
  // 8 of 5 are used: four must leave.
  expect(apartMs(daily!.freesAt, Date.now() + 14 * HOUR_MS)).toBeLessThan(2 * MINUTE_MS);
  expect(daily!.reachedAt).toBeNull();
});

test("a key without quotas has no outlook, and a quiet one no forecast", async () => {
  expect(await (await setUp()).outlook()).toEqual([]);
  const quiet = await setUp({ quotaMonthly: 10 });
  expect(await quiet.outlook()).toMatchObject([{ freesAt: null, reachedAt: null }]);
});

test("top endpoints and addresses are the busiest of the range, with what failed", async () => {
  const { accountId, id, write } = await setUp();
  await write([
    ...times(3, { agoMs: MINUTE_MS, path: "/api/v1/a" }),
    ...times(2, { agoMs: MINUTE_MS, path: "/api/v1/a", ip: "10.0.0.9", status: 502 }),
    { agoMs: MINUTE_MS, method: "POST", path: "/api/v1/a", ip: null },
    ...times(9, { agoMs: 2 * DAY_MS, path: "/api/v1/old", ip: "10.9.9.9" }),
  ]);
  const top = await keyTop({ db, accountId, keyId: id, range: "24h" });
  expect(top.endpoints.map((share) => [share.name, share.requests, share.failed])).toEqual([
    ["GET /api/v1/a", 5, 2],
    ["POST /api/v1/a", 1, 0],
  ]);
  expect(top.addresses.map((share) => [share.name, share.requests, share.failed])).toEqual([
    ["10.0.0.7", 3, 0],
    ["10.0.0.9", 2, 2],
    [null, 1, 0],
  ]);
  const week = await keyTop({ db, accountId, keyId: id, range: "7d" });
  expect(week.addresses[0]).toMatchObject({ name: "10.9.9.9", requests: 9 });
  const stranger = await makeAccount(db);
  const foreign = { db, accountId: stranger.accountId, keyId: id, range: "7d" } as const;
  expect(await keyTop(foreign)).toMatchObject({ endpoints: [], addresses: [] });
});

test("a new key's first request is told to its owner only", async () => {
  const { ctx, id, write } = await setUp();
  expect(await firstRequest({ ctx, input: { id } })).toBeNull();
  await write([{ agoMs: 0, method: "POST", ip: "10.1.1.1" }]);
  expect(await firstRequest({ ctx, input: { id } })).toMatchObject({
    method: "POST",
    status: 200,
    code: null,
    ip: "10.1.1.1",
  });
  const stranger = await makeAccount(db);
  const asked = firstRequest({ ctx: stranger.ctx, input: { id } });
  await expect(asked).rejects.toMatchObject({ code: "not_found" });
});

test("keys sorted by their last 24 hours stand in the order of the hours that are shown", async () => {
  const { ctx, accountId, id, write } = await setUp({ alias: "busy before" });
  await write(times(9, { agoMs: 26 * HOUR_MS }));
  const some = await makeKey(ctx, { alias: "some" });
  const most = await makeKey(ctx, { alias: "most" });
  await writePast(db, { accountId, keyId: some.id }, times(2, { agoMs: 20 * HOUR_MS }));
  await writePast(db, { accountId, keyId: most.id }, times(3, { agoMs: MINUTE_MS }));
  const found = await searchKeys({
    ctx,
    input: {
      ...{ q: "", category: null, status: null, page: 1, pageSize: 25 },
      ...{ sort: "day", order: "desc" },
    },
  });
  expect(found.map((key) => key.alias)).toEqual(["most", "some", "busy before"]);
  const byHour = await hourlyRequests({ ctx, input: { ids: [id, some.id, most.id] } });
  const shown = found.map((key) => (byHour[key.id] ?? []).reduce((sum, n) => sum + n, 0));
  expect(shown).toEqual([3, 2, 0]);
});
