import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { apiKeys } from "@/db/schema/keys";
import { makeAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { makeKey, type TestKey } from "@/test/key";
import { type Notice, noticesOf, withoutNumbers } from "@/test/notices";

let own: OwnDatabase;
let accountId: string;
let told: (work: () => unknown) => Promise<Notice[]>;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());
beforeEach(async () => {
  ({ accountId } = await makeAccount(own.db, { cleanup: false }));
  told = await noticesOf(own.url);
});

const newKey = (overrides: Parameters<typeof makeKey>[1] = {}) =>
  makeKey({ db: own.db, accountId }, overrides);

const set = (key: TestKey, values: Partial<typeof apiKeys.$inferInsert>) =>
  own.db.update(apiKeys).set(values).where(eq(apiKeys.id, key.id));

/** Quotas that wait until all is written that was let in before them, with the numbers of their changes. */
const waiting = () =>
  own.db.execute(sql`
    select budget_id, version::int as v from first_quotas
    where budget_id in (select budget_id from api_keys where account_id = ${accountId})`);

/** All keys of the account in one statement. */
const setAll = (values: Partial<typeof apiKeys.$inferInsert>) =>
  own.db.update(apiKeys).set(values).where(eq(apiKeys.accountId, accountId));

test("a key that is changed is told by its hash, and a statement that changes none tells nothing", async () => {
  const key = await newKey();
  expect(withoutNumbers(await told(() => set(key, { active: false })))).toEqual([
    { keys: [key.hash] },
  ]);
  expect(
    await told(() =>
      own.db
        .update(apiKeys)
        .set({ active: true })
        .where(sql`false`),
    ),
  ).toEqual([]);
});

test("64 keys are told in one notice, and of 65 that all are to be read again", async () => {
  for (let i = 0; i < 64; i++) await newKey();
  const [most, ...others] = await told(() => setAll({ active: true }));
  expect(others).toEqual([]);
  expect(most!.keys).toHaveLength(64);
  await newKey();
  expect(withoutNumbers(await told(() => setAll({ active: true })))).toEqual([{ all: true }]);
});

test.each(["quotaTotal", "quotaDaily", "quotaWeekly", "quotaMonthly"] as const)(
  "%s on a key without quotas is told as a first one, and waits under the number of that change",
  async (quota) => {
    const key = await newKey();
    const [notice] = await told(() => set(key, { [quota]: 10 }));
    expect(notice).toMatchObject({ keys: [key.hash], capped: true });
    expect(await waiting()).toEqual([{ budget_id: key.budgetId, v: notice!.v }]);
  },
);

test("a quota that is added to others, changed or taken off is no first one", async () => {
  const key = await newKey({ quotaTotal: 5 });
  for (const quotas of [
    { quotaDaily: 3 },
    { quotaTotal: 6 },
    { quotaTotal: null },
    { quotaDaily: null },
  ]) {
    expect(withoutNumbers(await told(() => set(key, quotas)))).toEqual([{ keys: [key.hash] }]);
  }
  expect(await waiting()).toEqual([]);
});

test("first quotas of one statement are one notice, and a budget waits for its last one", async () => {
  const one = await newKey();
  const other = await newKey({ budgetId: one.budgetId });
  const [first] = await told(() => setAll({ quotaTotal: 9 }));
  expect(first).toMatchObject({ capped: true });
  expect(await waiting()).toEqual([{ budget_id: one.budgetId, v: first!.v }]);
  await set(other, { quotaTotal: null });
  const [again] = await told(() => set(other, { quotaTotal: 4 }));
  expect(await waiting()).toEqual([{ budget_id: one.budgetId, v: again!.v }]);
});
