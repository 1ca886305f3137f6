import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { makeAccount } from "@/test/account";
import { countRequests } from "@/test/counted";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";

const db = testDatabase();

async function resetsAt(budgetId: string, now: string) {
  const [row] = await db.execute<{ at: string | null }>(sql`
    select to_char(latchkey_window_resets_at(${budgetId}, ${now}::timestamptz, interval '24 hours')
      at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as at`);
  return row!.at;
}

test("the oldest request of any key of the budget goes a window after the end of its minute", async () => {
  const { ctx } = await makeAccount(db);
  const key = await makeKey(ctx);
  const same = await makeKey(ctx, { budgetId: key.budgetId });
  const other = await makeKey(ctx);
  expect(await resetsAt(key.budgetId, "2026-03-03 12:00Z")).toBeNull();
  await countRequests(db, key.id, "2026-03-03 03:00Z", 1);
  await countRequests(db, same.id, "2026-03-03 02:00:59Z", 1);
  await countRequests(db, other.id, "2026-03-03 01:00Z", 1);
  expect(await resetsAt(key.budgetId, "2026-03-03 12:00Z")).toBe("2026-03-04 02:01:00");
  // When that has left, the next one is the oldest, and then there is none.
  expect(await resetsAt(key.budgetId, "2026-03-04 02:00:59Z")).toBe("2026-03-04 02:01:00");
  expect(await resetsAt(key.budgetId, "2026-03-04 02:01:00Z")).toBe("2026-03-04 03:01:00");
  expect(await resetsAt(key.budgetId, "2026-03-04 03:01:00Z")).toBeNull();
});

test("minutes that count nothing are skipped", async () => {
  const { ctx } = await makeAccount(db);
  const key = await makeKey(ctx);
  await countRequests(db, key.id, "2026-03-03 01:00Z", 0);
  expect(await resetsAt(key.budgetId, "2026-03-03 12:00Z")).toBeNull();
});
