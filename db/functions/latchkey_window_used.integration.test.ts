import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { makeAccount } from "@/test/account";
import { countRequests } from "@/test/counted";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";

const db = testDatabase();

async function used(budgetId: string, now: string, window = "24 hours"): Promise<number> {
  const [row] = await db.execute<{ used: number }>(sql`
    select latchkey_window_used(${budgetId}, ${now}::timestamptz, ${window}::interval)::int as used`);
  return row!.used;
}

/** A key with one request at a moment, as its window is seen at another. */
async function usedOf(at: string, now: string, window?: string): Promise<number> {
  const { ctx } = await makeAccount(db);
  const key = await makeKey(ctx);
  await countRequests(db, key.id, at, 1);
  return used(key.budgetId, now, window);
}

test.each([
  // A minute counts until all of it has left the window.
  ["2026-03-02 12:34:56Z", 0, "the minute before the first"],
  ["2026-03-02 12:35:00Z", 1, "the first minute, half of which has left"],
  ["2026-03-02 12:59:59Z", 1, "the end of the first hour, summed by minutes"],
  ["2026-03-02 13:00:00Z", 1, "the first whole hour"],
  ["2026-03-03 12:35:30Z", 1, "now"],
])("a request at %s counts %i in the day before 2026-03-03 12:35:30: %s", async (at, n) => {
  expect(await usedOf(at, "2026-03-03 12:35:30Z")).toBe(n);
});

test("a window that begins with an hour counts that hour, and nothing of the one before", async () => {
  expect(await usedOf("2026-03-02 12:00:00Z", "2026-03-03 12:00:00Z")).toBe(1);
  expect(await usedOf("2026-03-02 11:59:59Z", "2026-03-03 12:00:00Z")).toBe(0);
});

test("days have 24 hours and months 30 days, wherever clocks change", async () => {
  // In Europe clocks went forward on 2026-03-29.
  expect(await usedOf("2026-03-29 00:30Z", "2026-03-30 00:30:59Z")).toBe(1);
  expect(await usedOf("2026-03-29 00:29Z", "2026-03-30 00:30Z")).toBe(0);
  expect(await usedOf("2026-03-01 00:00Z", "2026-03-31 00:00Z", "720 hours")).toBe(1);
  expect(await usedOf("2026-03-01 00:00Z", "2026-03-31 00:01Z", "720 hours")).toBe(0);
});

test("all keys of the budget count together, and no other", async () => {
  const { ctx } = await makeAccount(db);
  const one = await makeKey(ctx);
  const same = await makeKey(ctx, { budgetId: one.budgetId });
  const another = await makeKey(ctx);
  for (const [i, key] of [one, same, another].entries()) {
    await countRequests(db, key.id, "2026-03-03 10:00Z", 10 ** i);
  }
  expect(await used(one.budgetId, "2026-03-03 12:00Z")).toBe(11);
});

test("of a budget without requests, or of none, nothing is used", async () => {
  const { ctx } = await makeAccount(db);
  const { budgetId } = await makeKey(ctx);
  expect(await used(budgetId, "2026-03-03 12:00Z")).toBe(0);
  expect(await used(crypto.randomUUID(), "2026-03-03 12:00Z")).toBe(0);
});
