import { sql } from "drizzle-orm";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { makeAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { makeKey } from "@/test/key";

let own: OwnDatabase;
beforeEach(async () => {
  own = await ownDatabase();
  onTestFinished(() => own.remove());
});

const UNKNOWN = "00".repeat(32);

/** Whether "there is no such key" is to be believed. */
async function knowsOf(hash: string) {
  const [row] = await own.db.execute<{ knows: boolean }>(
    sql`select latchkey_knows_of(decode(${hash}, 'hex')) as knows`,
  );
  return row!.knows;
}

test("a database without any account knows nothing", async () => {
  expect(await knowsOf(UNKNOWN)).toBe(false);
  await makeAccount(own.db, { cleanup: false });
  expect(await knowsOf(UNKNOWN)).toBe(true);
});

test("of a key that is there, whose account or plan is not found yet, it does not say that there is none", async () => {
  const { ctx } = await makeAccount(own.db, { cleanup: false });
  const { hash } = await makeKey(ctx);
  expect(await knowsOf(hash)).toBe(false);
  expect(await knowsOf(UNKNOWN)).toBe(true);
});

test("while a dump is being restored it knows nothing", async () => {
  await makeAccount(own.db, { cleanup: false });
  await own.db.execute(sql`delete from whole_database`);
  expect(await knowsOf(UNKNOWN)).toBe(false);
});
