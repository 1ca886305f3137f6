import { beforeAll, expect, test, vi } from "vitest";
import { readClock } from "@/db/queries/clock";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { databaseNow, learnDatabaseTime } from "./database-time";
import { getRotation } from "@/lib/keys/rotate";
import { Expires } from "@/lib/keys/schema";
import { updateKey } from "@/lib/keys/update";
import { searchRequests } from "@/lib/requests/reading/search";
import { tailRequests } from "@/lib/requests/reading/tail";

/** By so much this host's clock is ahead, from before anything of ours was loaded. */
const AHEAD_MS = vi.hoisted(() => {
  const ahead = 5 * 60_000;
  const hostNow = Date.now;
  Date.now = () => hostNow() + ahead;
  return ahead;
});
const MINUTE_MS = 60_000;

const db = testDatabase();
/** The database's own. */
let now: number;
beforeAll(async () => {
  expect(databaseNow() - (await readClock(db))).toBeGreaterThan(AHEAD_MS / 2);
  await learnDatabaseTime(() => readClock(db));
  now = await readClock(db);
});

test("it is the database's", async () => {
  expect(Math.abs(databaseNow() - (await readClock(db)))).toBeLessThan(AHEAD_MS / 10);
});

test("a key that is reactivated keeps a moment of deactivation that is still to come, and loses one that is past", async () => {
  const { ctx } = await makeAccount(db);
  const momentAfter = async (ms: number) => {
    const deactivateAt = new Date(now + ms);
    const { id } = await makeKey(ctx, { active: false, deactivateAt });
    return (await updateKey({ ctx, input: { id, active: true } })).deactivateAt;
  };
  expect(await momentAfter(2 * MINUTE_MS)).toEqual(new Date(now + 2 * MINUTE_MS));
  expect(await momentAfter(-2 * MINUTE_MS)).toBeNull();
});

test("a moment that the database has not reached is one in the future", async () => {
  const { ctx } = await makeAccount(db);
  const soon = new Date(now + 2 * MINUTE_MS);
  expect(Expires.safeParse(soon.toISOString()).success).toBe(true);
  expect(Expires.safeParse(new Date(now - 1_000).toISOString()).success).toBe(false);
  const { id } = await makeKey(ctx);
  const changed = await updateKey({ ctx, input: { id, expiresAt: soon, deactivateAt: soon } });
  expect([changed.expiresAt, changed.deactivateAt]).toEqual([soon, soon]);
});

test("a rotation suggests what is left of the old key's lifetime from the database's moment on", async () => {
  const { ctx } = await makeAccount(db);
  const created = new Date(now - 60 * MINUTE_MS);
  const expires = new Date(now + 60 * MINUTE_MS);
  const { id } = await makeKey(ctx, { createdAt: created, expiresAt: expires });
  const { suggestion } = await getRotation({ ctx, input: { id } });
  const lifeMs = suggestion.expiresAt!.getTime() - now;
  expect(Math.abs(lifeMs - 120 * MINUTE_MS)).toBeLessThan(2 * MINUTE_MS);
});

test("the log's last hour and its live tail begin where the database's do", async () => {
  const { accountId } = await makeAccount(db);
  const looked = { db, accountId, filter: {} };
  const { atMs } = await tailRequests({ ...looked, sinceMs: null });
  expect(Math.abs(atMs - now)).toBeLessThan(AHEAD_MS / 2);
  const { problem } = await searchRequests({ ...looked, cursor: null, limit: 1 });
  expect(problem).toBeNull();
});
