import { afterAll, beforeAll, expect, test } from "vitest";
import { makeAccount, type TestAccount } from "@/test/account";
import { cuttableDatabase } from "@/test/cuttable-database";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, startEngine } from "@/test/engine";
import { makeKey } from "@/test/key";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

test("who reads the log finds what was answered a moment ago", async () => {
  const key = await makeKey(account.ctx);
  const one = await startEngine(own.url);
  for (let rows = 1; rows <= 3; rows++) {
    await one.ask(key.hash);
    await one.engine.writer.settle(60_000);
    expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({ rows });
  }
});

test("the log is read as it is where the database takes no more rows", async () => {
  const key = await makeKey(account.ctx);
  const database = await cuttableDatabase(own.url);
  const one = await startEngine(database.url);
  const admission = await one.admit(key.hash);
  database.freeze();
  one.engine.record(admission, { status: 200, code: null, credits: 1 });
  await one.engine.writer.settle(50);
  expect(one.engine.writer.backlog).toBe(1);
  database.mend();
  await one.engine.writer.settle(60_000);
  expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({ rows: 1 });
});
