import { eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKeys, quotaBudgets } from "@/db/schema/keys";
import { makeAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { noticesOf, withoutNumbers } from "@/test/notices";

let own: OwnDatabase;
let accountId: string;
beforeAll(async () => {
  own = await ownDatabase();
  ({ accountId } = await makeAccount(own.db, { cleanup: false }));
});
afterAll(() => own.remove());

/** Keys in one statement; as many bytes of hash as a real one has. */
async function insertKeys(n: number): Promise<string[]> {
  const rows = Array.from({ length: n }, () => {
    const id = crypto.randomUUID();
    const hash = Buffer.concat([Buffer.from(id.replaceAll("-", ""), "hex"), Buffer.alloc(16)]);
    const names = { alias: id, category: "staging", prefix: "lk", lastFour: "last" };
    return { id, accountId, budgetId: id, hash, ...names };
  });
  await own.db.insert(quotaBudgets).values(rows.map(({ id }) => ({ id })));
  await own.db.insert(apiKeys).values(rows);
  return rows.map(({ hash }) => hash.toString("hex"));
}

test("a key that is made, and one that is deleted, is told by its hash", async () => {
  const told = await noticesOf(own.url);
  let hash = "";
  let id = "";
  const made = await told(async () => ({ hash, id } = await makeKey({ db: own.db, accountId })));
  expect(withoutNumbers(made)).toEqual([{ keys: [hash] }]);
  const deleted = await told(() => own.db.delete(apiKeys).where(inArray(apiKeys.id, [id])));
  expect(withoutNumbers(deleted)).toEqual([{ keys: [hash] }]);
});

test("64 keys of one statement are told in one notice, and of 65 that all are to be read again", async () => {
  const told = await noticesOf(own.url);
  let hashes: string[] = [];
  const [most, ...others] = await told(async () => (hashes = await insertKeys(64)));
  expect(others).toEqual([]);
  expect((most!.keys as string[]).sort()).toEqual(hashes.sort());
  expect(withoutNumbers(await told(() => insertKeys(65)))).toEqual([{ all: true }]);
});

test("a statement that deletes no key tells nothing", async () => {
  const told = await noticesOf(own.url);
  const none = [crypto.randomUUID()];
  expect(await told(() => own.db.delete(apiKeys).where(inArray(apiKeys.id, none)))).toEqual([]);
});

test("keys that are changed are told like those that are made, and a statement that changes none tells nothing", async () => {
  const told = await noticesOf(own.url);
  const keys = [await makeKey({ db: own.db, accountId }), await makeKey({ db: own.db, accountId })];
  const change = (ids: string[]) =>
    own.db.update(apiKeys).set({ active: false, quotaTotal: 9 }).where(inArray(apiKeys.id, ids));
  const [notice, ...others] = await told(() => change(keys.map(({ id }) => id)));
  expect(others).toEqual([]);
  expect((notice!.keys as string[]).sort()).toEqual(keys.map(({ hash }) => hash).sort());
  expect(await told(() => change([crypto.randomUUID()]))).toEqual([]);

  const { accountId: many } = await makeAccount(own.db, { cleanup: false });
  for (let i = 0; i < 65; i++) await makeKey({ db: own.db, accountId: many });
  const all = await told(() =>
    own.db.update(apiKeys).set({ active: false }).where(eq(apiKeys.accountId, many)),
  );
  expect(withoutNumbers(all)).toEqual([{ all: true }]);
});
