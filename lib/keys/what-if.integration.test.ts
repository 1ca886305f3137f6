import { expect, test } from "vitest";
import { MINUTE_MS } from "@/lib/time/minutes";
import { quotaWhatIf } from "@/lib/keys/what-if";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { type PastRequest, writePast } from "@/test/past-requests";

const db = testDatabase();
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

async function setUp() {
  const { ctx, accountId } = await makeAccount(db);
  const key = await makeKey(ctx);
  const write = (requests: PastRequest[], keyId = key.id) =>
    writePast(db, { accountId, keyId }, requests);
  return { ctx, accountId, key, write };
}

const times = (n: number, request: PastRequest) => new Array<PastRequest>(n).fill(request);

test("a daily quota is tried on a week, and says whose requests it would have rejected", async () => {
  const { ctx, key, write } = await setUp();
  await write([
    ...times(4, { agoMs: 8.5 * DAY_MS }),
    ...times(3, { agoMs: 3 * DAY_MS, ip: "10.0.0.1" }),
    ...times(5, { agoMs: 3 * DAY_MS - HOUR_MS, ip: "10.0.0.2" }),
    ...times(2, { agoMs: HOUR_MS, ip: "10.0.0.1" }),
    ...times(9, { agoMs: 3 * DAY_MS, ip: "10.0.0.3", code: "plan_second" }),
  ]);
  const input = { id: key.id, quota: "daily" as const, limit: 4 };
  expect(await quotaWhatIf({ ctx, input })).toEqual({
    quota: "daily",
    limit: 4,
    considered: 10,
    rejected: 4,
    peak: 8,
    usedNow: 2,
    isEstimate: false,
    addresses: [{ ip: "10.0.0.2", requests: 4 }],
  });
});

test("what was counted before the time still stands in the window when it begins", async () => {
  const { ctx, key, write } = await setUp();
  await write([
    ...times(5, { agoMs: 7 * DAY_MS + 2 * HOUR_MS }),
    ...times(5, { agoMs: 7 * DAY_MS - 2 * HOUR_MS }),
  ]);
  const ask = (limit: number) => quotaWhatIf({ ctx, input: { id: key.id, quota: "daily", limit } });
  expect(await ask(10)).toMatchObject({ considered: 5, rejected: 0, peak: 10 });
  expect(await ask(7)).toMatchObject({ considered: 5, rejected: 3 });
});

test("windows that reach past the minutes which are kept use hours, and say that they estimate", async () => {
  const { ctx, key, write } = await setUp();
  await write([...times(6, { agoMs: 40 * DAY_MS }), ...times(6, { agoMs: 20 * DAY_MS })]);
  const input = { id: key.id, quota: "monthly" as const, limit: 8 };
  expect(await quotaWhatIf({ ctx, input })).toMatchObject({
    considered: 6,
    rejected: 4,
    isEstimate: true,
  });
});

test("an all-time quota counts what came before the time too", async () => {
  const { ctx, key, write } = await setUp();
  await write([...times(50, { agoMs: 45 * DAY_MS }), ...times(10, { agoMs: DAY_MS })]);
  const input = { id: key.id, quota: "total" as const, limit: 55 };
  expect(await quotaWhatIf({ ctx, input })).toMatchObject({
    considered: 10,
    rejected: 5,
    usedNow: 60,
  });
});

test("a key that shares its budget is tried together with the other", async () => {
  const { ctx, key, write } = await setUp();
  const other = await makeKey(ctx, { budgetId: key.budgetId });
  await write(times(3, { agoMs: HOUR_MS }));
  await write(times(6, { agoMs: 2 * HOUR_MS }), other.id);
  const input = { id: key.id, quota: "daily" as const, limit: 7 };
  expect(await quotaWhatIf({ ctx, input })).toMatchObject({
    considered: 3,
    rejected: 2,
    peak: 9,
    usedNow: 9,
    isEstimate: true,
  });
});

test("another account's key does not exist", async () => {
  const [one, other] = [await setUp(), await setUp()];
  const input = { id: one.key.id, quota: "daily" as const, limit: 1 };
  await expect(quotaWhatIf({ ctx: other.ctx, input })).rejects.toMatchObject({
    code: "not_found",
  });
});
