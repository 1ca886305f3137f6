import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { makeAccount } from "@/test/account";
import { countRequests } from "@/test/counted";
import { testDatabase } from "@/test/database";
import { makeInstance } from "@/test/instance";
import { makeKey } from "@/test/key";

const db = testDatabase();

async function stateOf(budgetId: string) {
  const [row] = await db.execute(sql`
    select total::int, daily::int, weekly::int, monthly::int, leased::int
    from latchkey_budget_state(${budgetId}, '2026-03-31 12:00Z')`);
  return row;
}

test("each window counts what lies in it, and all of it stays in the total", async () => {
  const { ctx } = await makeAccount(db);
  const key = await makeKey(ctx);
  const same = await makeKey(ctx, { budgetId: key.budgetId });
  await countRequests(db, key.id, "2026-03-30 12:00Z", 1);
  await countRequests(db, same.id, "2026-03-24 12:00Z", 10);
  await countRequests(db, key.id, "2026-03-01 12:00Z", 100);
  await countRequests(db, same.id, "2026-03-01 11:59Z", 1000);
  expect(await stateOf(key.budgetId)).toEqual({
    daily: 1,
    weekly: 11,
    monthly: 111,
    total: 1111,
    leased: 0,
  });
});

test("what any instance has leased of any of the budget's keys is leased", async () => {
  const { ctx } = await makeAccount(db);
  const key = await makeKey(ctx);
  const same = await makeKey(ctx, { budgetId: key.budgetId });
  const other = await makeKey(ctx);
  for (const [id, amount] of [
    [key.id, 1],
    [key.id, 10],
    [same.id, 100],
    [other.id, 1000],
  ]) {
    await db.execute(sql`
      insert into leases (key_id, instance_id, amount) values (${id}, ${await makeInstance(db)}, ${amount})`);
  }
  expect(await stateOf(key.budgetId)).toMatchObject({ leased: 111, total: 0 });
});

test("of a budget that has nothing, or that there is not, all is 0", async () => {
  const none = { total: 0, daily: 0, weekly: 0, monthly: 0, leased: 0 };
  const { ctx } = await makeAccount(db);
  const { budgetId } = await makeKey(ctx);
  expect(await stateOf(budgetId)).toEqual(none);
  expect(await stateOf(crypto.randomUUID())).toEqual(none);
});
