import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "@/db/drizzle";
import { cuttableDatabase } from "@/test/cuttable-database";
import { testDatabaseUrl } from "@/test/database";
import { withQueryDeadline } from "./query-deadline";

const one = sql`select 1 as one, now() as at`;

test("a database that has gone without a word is told of, and used again when it is back", async () => {
  const way = await cuttableDatabase(testDatabaseUrl());
  const patient = openDatabase({ url: way.url, max: 2, name: "latchkey-test" });
  onTestFinished(() => patient.$client.end({ timeout: 1 }));
  const db = withQueryDeadline(patient, 300);
  const asTransaction = () => db.transaction(async (tx) => tx.execute(one));
  const before = await patient.execute(one);
  expect(Object.keys((await db.execute(one))[0]!)).toEqual(Object.keys(before[0]!));
  expect((await asTransaction())[0]).toMatchObject({ one: 1 });

  way.freeze();
  await expect(db.execute(one)).rejects.toMatchObject({ cause: { name: "DeadlineError" } });
  await expect(asTransaction()).rejects.toMatchObject({ name: "DeadlineError" });

  way.mend();
  expect((await db.execute(one))[0]).toMatchObject({ one: 1 });
  expect((await asTransaction())[0]).toMatchObject({ one: 1 });
});

test("an error of the database stays the one that it is", async () => {
  const db = openDatabase({ url: testDatabaseUrl(), max: 1, name: "latchkey-test" });
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  await expect(withQueryDeadline(db, 5_000).execute(sql`select 1 / 0`)).rejects.toMatchObject({
    cause: { code: "22012" },
  });
});
