import { sql } from "drizzle-orm";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { makeAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { makeKey, type TestKey } from "@/test/key";

let own: OwnDatabase;
let accountId: string;
let key: TestKey;
beforeEach(async () => {
  own = await ownDatabase();
  onTestFinished(() => own.remove());
  ({ accountId } = await makeAccount(own.db, { cleanup: false }));
  key = await makeKey({ db: own.db, accountId });
  await own.db.execute(sql`select latchkey_ensure_partitions('2020-03-01', '2020-03-03')`);
  await own.db.execute(sql`insert into usage_totals (key_id, counted) values (${key.id}, 9)`);
});

const addRow = (at: string, counted = true) =>
  own.db.execute(sql`
    insert into request_logs (id, at, account_id, key_id, method, path, status, duration_ms, credits, counted)
    values (gen_random_uuid(), ${at}::timestamptz, ${accountId}, ${key.id}, 'GET', '/', 200, 1, 1, ${counted})`);

async function dropBefore(before: string) {
  const [dropped] = await own.db.execute<{ n: number }>(
    sql`select latchkey_drop_partitions(${before}::timestamptz) as n`,
  );
  const left = await own.db.execute<{ at: string }>(sql`
    select to_char(at at time zone 'UTC', 'MM-DD') as at from request_logs order by 1`);
  const days = await own.db.execute<{ day: string }>(sql`
    select right(relname, 4) as day from pg_class where relname like 'request_logs_2020%'
      and relkind = 'r' order by 1`);
  const [{ archived, counted }] = (await own.db.execute(sql`
    select archived::int, counted::int from usage_totals where key_id = ${key.id}`)) as unknown as [
    { archived: number; counted: number },
  ];
  return {
    dropped: dropped!.n,
    left: left.map(({ at }) => at),
    days: days.map(({ day }) => day),
    archived,
    counted,
  };
}

test("a day goes when all of it has ended by then, not a moment before", async () => {
  for (const day of ["2020-03-01", "2020-03-02", "2020-03-03"]) await addRow(`${day} 12:00Z`);
  expect(await dropBefore("2020-03-02 23:59:59Z")).toMatchObject({
    dropped: 1,
    days: ["0302", "0303"],
    left: ["03-02", "03-03"],
  });
  expect(await dropBefore("2020-03-03 00:00Z")).toMatchObject({ dropped: 1, days: ["0303"] });
  expect(await dropBefore("2020-03-03 00:00Z")).toMatchObject({ dropped: 0, left: ["03-03"] });
});

test("totals remember what a day counted, and of what did not count nothing", async () => {
  await addRow("2020-03-01 01:00Z");
  await addRow("2020-03-01 02:00Z");
  await addRow("2020-03-01 03:00Z", false);
  await addRow("2020-03-02 01:00Z");
  expect(await dropBefore("2020-03-02 00:00Z")).toMatchObject({ archived: 2, counted: 9 });
  expect(await dropBefore("2020-03-03 00:00Z")).toMatchObject({ archived: 3, counted: 9 });
});

test("rows that came late, without a table of their day, go by their moment and are remembered, too", async () => {
  await addRow("2019-12-31 23:59Z");
  await addRow("2019-12-31 23:59Z", false);
  await addRow("2020-02-01 00:00Z");
  expect(await dropBefore("2020-02-01 00:00Z")).toEqual({
    ...{ dropped: 0, left: ["02-01"], days: ["0301", "0302", "0303"] },
    ...{ archived: 1, counted: 9 },
  });
});
