import fs from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { makeAccount, type TestAccount } from "@/test/account";
import { cuttableDatabase } from "@/test/cuttable-database";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, startEngine } from "@/test/engine";
import { makeKey } from "@/test/key";

const ANSWER = { status: 200, code: null, credits: 1 };

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

/** As many busy keys as several batches take, and two of another account. */
async function startBusy() {
  const keys = await Promise.all(Array.from({ length: 1_200 }, () => makeKey(account.ctx)));
  const other = await makeAccount(own.db, { cleanup: false });
  const others = await Promise.all([1, 2].map(() => makeKey(other.ctx)));
  const one = await startEngine(own.url);
  const admissions = await Promise.all([...keys, ...others].map((key) => one.admit(key.hash)));
  for (const admission of admissions) one.engine.record(admission, ANSWER);
  return { writer: one.engine.writer, keys, other, others };
}

test("with thousands of keys busy, who asks about one does not wait for all, nor for nothing", async () => {
  const { writer, keys } = await startBusy();
  const last = keys[keys.length - 1]!;
  await writer.settle(60_000, { keyId: last.id });
  expect(writer.backlog).toBeGreaterThan(0);
  expect(await accountOf(own.db, account.accountId, last.id)).toMatchObject({ rows: 1 });
  await writer.settle(60_000);
  const { rows } = await accountOf(own.db, account.accountId, keys[0]!.id);
  expect([rows, writer.backlog]).toEqual([1, 0]);
});

test("nor does who asks about an account", async () => {
  const { writer, other, others } = await startBusy();
  await writer.settle(60_000, { accountId: other.accountId });
  expect(writer.backlog).toBeGreaterThan(0);
  for (const { id } of others) {
    expect(await accountOf(own.db, other.accountId, id)).toMatchObject({ rows: 1 });
  }
});

test("rows of an account are waited for where they are on their way already", async () => {
  const key = await makeKey(account.ctx);
  const database = await cuttableDatabase(own.url);
  const one = await startEngine(database.url);
  const admission = await one.admit(key.hash);
  database.freeze();
  one.engine.record(admission, ANSWER);
  const { writer } = one.engine;
  const inTime = writer.settle(60_000, { accountId: account.accountId });
  let isSettled = false;
  const later = writer.settle(60_000, { accountId: account.accountId });
  void later.then(() => (isSettled = true));
  await writer.settle(50);
  expect(isSettled).toBe(false);
  database.mend();
  await later;
  expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({ rows: 1 });
  await inTime;
});

test("the log is read as it is where the database takes no more rows", async () => {
  const key = await makeKey(account.ctx);
  const database = await cuttableDatabase(own.url);
  const one = await startEngine(database.url);
  const admission = await one.admit(key.hash);
  database.freeze();
  one.engine.record(admission, ANSWER);
  await one.engine.writer.settle(50);
  expect(one.engine.writer.backlog).toBe(1);
  database.mend();
  await one.engine.writer.settle(60_000);
  expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({ rows: 1 });
});

test("a refused row is set aside once, though its batch then fails for another reason", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 10 });
  // Sequences are not rolled back: the database is out of order for a time, whoever asks again.
  await own.db.execute(sql`create sequence tries`);
  await own.db.execute(sql`
    create function be_out_of_order() returns trigger language plpgsql as $$ begin
      if nextval('tries') <= 3 then raise exception 'out of order' using errcode = 'XX000'; end if;
      return new;
    end $$`);
  await own.db.execute(sql`
    create trigger out_of_order before insert on request_logs for each row
    when (new.path = '/api/v1/out-of-order') execute function be_out_of_order()`);
  onTestFinished(async () => {
    await own.db.execute(sql`drop trigger out_of_order on request_logs`);
    await own.db.execute(sql`drop function be_out_of_order`);
    await own.db.execute(sql`drop sequence tries`);
  });
  const one = await startEngine(own.url);
  const poison = await one.admit(key.hash);
  const others = [await one.admit(key.hash), await one.admit(key.hash)];
  const last = await one.admit(key.hash, { path: "/api/v1/out-of-order" });
  one.engine.record(poison, { status: 99_999, code: null, credits: 1 });
  for (const each of [...others, last]) {
    one.engine.record(each, ANSWER);
  }
  await one.engine.writer.drain();
  const aside = fs.readFileSync(path.join(one.journalRoot, "refused.jsonl"), "utf8");
  expect(aside.trim().split("\n")).toHaveLength(1);
  expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({
    rows: 3,
    drift: [0, 0, 0, 0],
  });
  // Three are used, one is kept as leased: a quota of ten has room for six.
  const outcomes = [];
  for (let i = 0; i < 8; i++) outcomes.push(await one.outcome(key.hash));
  expect(outcomes.filter((outcome) => outcome === "admitted")).toHaveLength(6);
});
