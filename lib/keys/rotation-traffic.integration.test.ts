import { expect, test } from "vitest";
import { kinOf, rotationTraffic } from "@/lib/keys/rotation-traffic";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { type PastRequest, writePast } from "@/test/past-requests";

const db = testDatabase();
const MINUTE_MS = 60_000;

async function setUp() {
  const { ctx, accountId } = await makeAccount(db);
  const old = await makeKey(ctx, { alias: "web" });
  const replacement = await makeKey(ctx, { alias: "web-2", replacesId: old.id });
  const write = (keyId: string, requests: PastRequest[]) =>
    writePast(db, { accountId, keyId }, requests);
  return { ctx, old, replacement, write };
}

test("callers of both keys are told apart by address and endpoint, those on the old key first", async () => {
  const { ctx, old, replacement, write } = await setUp();
  await write(old.id, [
    { agoMs: 5 * MINUTE_MS, ip: "10.0.0.1", path: "/api/v1/a" },
    { agoMs: 9 * MINUTE_MS, ip: "10.0.0.1", path: "/api/v1/a" },
    { agoMs: 70 * MINUTE_MS, ip: "10.0.0.2", path: "/api/v1/a" },
  ]);
  await write(replacement.id, [
    { agoMs: MINUTE_MS, ip: "10.0.0.1", path: "/api/v1/a" },
    ...new Array<PastRequest>(3).fill({ agoMs: MINUTE_MS, ip: "10.0.0.3", method: "POST" }),
  ]);
  const input = { oldId: old.id, newId: replacement.id };
  const callers = await rotationTraffic({ ctx, input });
  expect(callers).toMatchObject([
    { ip: "10.0.0.1", endpoint: "GET /api/v1/a", old: 2, new: 1 },
    { ip: "10.0.0.3", endpoint: "POST /api/v1/echo", old: 0, new: 3, lastOldAt: null },
  ]);
  const quietMs = Date.now() - callers[0]!.lastOldAt!.getTime();
  expect(Math.round(quietMs / MINUTE_MS)).toBe(5);

  const stranger = await makeAccount(db);
  expect(await rotationTraffic({ ctx: stranger.ctx, input })).toEqual([]);
});

test("a rotation is found from either of its keys, and by its owner only", async () => {
  const { ctx, old, replacement } = await setUp();
  expect(await kinOf({ ctx, input: { id: old.id } })).toEqual({
    replacement: { id: replacement.id, alias: "web-2", active: true },
    replaced: null,
  });
  expect(await kinOf({ ctx, input: { id: replacement.id } })).toEqual({
    replacement: null,
    replaced: { id: old.id, alias: "web", active: true },
  });
  const stranger = await makeAccount(db);
  expect(await kinOf({ ctx: stranger.ctx, input: { id: old.id } })).toEqual({
    replacement: null,
    replaced: null,
  });
});
