import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { makeAccount } from "@/test/account";
import { countRequests } from "@/test/counted";
import { testDatabase } from "@/test/database";
import { makeKey, type TestKey } from "@/test/key";

const db = testDatabase();

let key: TestKey;
let same: TestKey;
beforeEach(async () => {
  const { ctx } = await makeAccount(db);
  key = await makeKey(ctx);
  same = await makeKey(ctx, { budgetId: key.budgetId });
});

/** As of 2026-03-03 12:00, in a day's window. */
async function freesAt(used: number, limit: number, now = "2026-03-03 12:00Z") {
  const [row] = await db.execute<{ at: string | null }>(sql`
    select to_char(latchkey_window_frees_at(${key.budgetId}, ${now}::timestamptz,
      interval '24 hours', ${used}, ${limit}) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as at`);
  return row!.at;
}

test("room comes a window after the end of the minute of the request that has to go", async () => {
  await countRequests(db, key.id, "2026-03-03 01:00:30Z", 2);
  await countRequests(db, same.id, "2026-03-03 02:00Z", 1);
  await countRequests(db, key.id, "2026-03-03 03:00Z", 1);
  // Four are used; with a limit of four the first one has to go, with three two, and so on.
  expect(await freesAt(4, 4)).toBe("2026-03-04 01:01:00");
  expect(await freesAt(4, 3)).toBe("2026-03-04 01:01:00");
  expect(await freesAt(4, 2)).toBe("2026-03-04 02:01:00");
  expect(await freesAt(4, 1)).toBe("2026-03-04 03:01:00");
});

test("where room is there already, it is told when the oldest goes", async () => {
  await countRequests(db, key.id, "2026-03-03 01:00Z", 1);
  expect(await freesAt(1, 100)).toBe("2026-03-04 01:01:00");
});

test("where more is used than was counted, as by leases, and that has to go, nobody knows", async () => {
  await countRequests(db, key.id, "2026-03-03 01:00Z", 1);
  expect(await freesAt(3, 3)).toBe("2026-03-04 01:01:00");
  expect(await freesAt(3, 2)).toBeNull();
});

test("what has left the window is no part of it, and minutes that count nothing are skipped", async () => {
  await countRequests(db, key.id, "2026-03-02 11:59Z", 1);
  await countRequests(db, key.id, "2026-03-02 12:30Z", 0);
  expect(await freesAt(1, 1)).toBeNull();
  await countRequests(db, key.id, "2026-03-02 12:00Z", 1);
  expect(await freesAt(1, 1)).toBe("2026-03-03 12:01:00");
  expect(await freesAt(1, 1, "2026-03-03 12:01Z")).toBeNull();
});

test("of another budget nothing counts", async () => {
  const { ctx } = await makeAccount(db);
  const other = await makeKey(ctx);
  await countRequests(db, other.id, "2026-03-03 01:00Z", 5);
  expect(await freesAt(5, 5)).toBeNull();
});
