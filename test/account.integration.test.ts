import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { makeAccount, removeAccount } from "./account";
import { ownDatabase } from "./database";
import { makeKey } from "./key";

test("an account of a test leaves nothing behind", async () => {
  // Other files work in the shared database at the same time; here everything is counted.
  const { db, remove } = await ownDatabase();
  onTestFinished(remove);
  const count = async () =>
    (
      await db.execute<{ n: string }>(
        sql`select (select count(*) from accounts) + (select count(*) from users)
                 + (select count(*) from api_keys) + (select count(*) from quota_budgets) as n`,
      )
    )[0]?.n;
  const before = await count();
  const account = await makeAccount(db, { cleanup: false });
  await makeKey(account.ctx);
  expect(Number(await count())).toBe(Number(before) + 4);
  await removeAccount(db, account.accountId);
  expect(await count()).toBe(before);
});

test("a database of a test's own has the shipped plans and nothing else", async () => {
  const own = await ownDatabase();
  try {
    const rows = await own.db.execute(sql`select name from plans order by per_second`);
    expect(rows.map((row) => row.name)).toEqual(["free", "pro", "scale"]);
    expect(await own.db.execute(sql`select 1 from accounts`)).toHaveLength(0);
  } finally {
    await own.remove();
  }
});
