import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { noticesOf, withoutNumbers } from "@/test/notices";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());

test("each account that is changed is told; a new one is not, as it has no keys", async () => {
  const told = await noticesOf(own.url);
  const ids: string[] = [];
  const made = await told(async () => {
    for (let i = 0; i < 2; i++) {
      ids.push((await makeAccount(own.db, { cleanup: false })).accountId);
    }
  });
  expect(made).toEqual([]);
  const changed = await told(() => own.db.execute(sql`update accounts set plan = 'free'`));
  expect(withoutNumbers(changed)).toHaveLength(2);
  expect(changed.map(({ account }) => account).sort()).toEqual(ids.sort());
  const none = await told(() => own.db.execute(sql`update accounts set plan = 'pro' where false`));
  expect(none).toEqual([]);
});
