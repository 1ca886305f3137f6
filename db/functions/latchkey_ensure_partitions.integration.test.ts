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

const ensure = (from: string, to: string) =>
  own.db.execute(sql`select latchkey_ensure_partitions(${from}::date, ${to}::date)`);

/** Days of 2031, which no start has made. */
async function days(): Promise<string[]> {
  const rows = await own.db.execute<{ name: string; bound: string }>(sql`
    select relname as name, pg_get_expr(relpartbound, c.oid) as bound
    from pg_inherits join pg_class c on c.oid = inhrelid
    where inhparent = 'request_logs'::regclass and relname like 'request_logs_2031%' order by 1`);
  return rows.map(({ name, bound }) => `${name} ${bound}`);
}

/** A row of the log at a moment, and where it lies. */
async function addRow(at: string): Promise<() => Promise<string>> {
  const { accountId } = await makeAccount(own.db, { cleanup: false });
  const key = await makeKey({ db: own.db, accountId });
  const id = crypto.randomUUID();
  await own.db.execute(sql`
    insert into request_logs (id, at, account_id, key_id, method, path, status, duration_ms, credits, counted)
    values (${id}, ${at}::timestamptz, ${accountId}, ${key.id}, 'GET', '/', 200, 1, 1, true)`);
  return async () => {
    const rows = await own.db.execute<{ place: string }>(
      sql`select tableoid::regclass::text as place from request_logs where id = ${id}`,
    );
    expect(rows).toHaveLength(1);
    return rows[0]!.place;
  };
}

test("each day has a table from midnight to midnight in UTC, the first and the last among them", async () => {
  await ensure("2031-02-27", "2031-03-01");
  expect(await days()).toEqual([
    "request_logs_20310227 FOR VALUES FROM ('2031-02-27 00:00:00+00') TO ('2031-02-28 00:00:00+00')",
    "request_logs_20310228 FOR VALUES FROM ('2031-02-28 00:00:00+00') TO ('2031-03-01 00:00:00+00')",
    "request_logs_20310301 FOR VALUES FROM ('2031-03-01 00:00:00+00') TO ('2031-03-02 00:00:00+00')",
  ]);
});

test("days that are there stay, and a range that ends before it begins makes none", async () => {
  await ensure("2031-03-01", "2031-03-01");
  const inPlace = await addRow("2031-03-01 12:00Z");
  await ensure("2031-02-28", "2031-03-02");
  expect(await days()).toHaveLength(3);
  expect(await inPlace()).toBe("request_logs_20310301");
  await ensure("2031-04-02", "2031-04-01");
  expect(await days()).toHaveLength(3);
});

test("rows of a day that came before its table move into it, those of its neighbours stay", async () => {
  const moments = [
    "2031-02-28 23:59:59.999Z",
    "2031-03-01 00:00Z",
    "2031-03-01 23:59:59.999Z",
    "2031-03-02 00:00Z",
  ];
  const places = await Promise.all(moments.map(addRow));
  expect(new Set(await Promise.all(places.map((of) => of())))).toEqual(
    new Set(["request_logs_default"]),
  );
  await ensure("2031-03-01", "2031-03-01");
  expect(await Promise.all(places.map((of) => of()))).toEqual([
    "request_logs_default",
    "request_logs_20310301",
    "request_logs_20310301",
    "request_logs_default",
  ]);
});

test("a day's table has the keys, foreign keys and indexes of the log", async () => {
  await ensure("2031-03-01", "2031-03-01");
  const of = (table: string) =>
    own.db.execute(sql`
      select contype::text, pg_get_constraintdef(oid) from pg_constraint
      where conrelid = ${table}::regclass and contype in ('p', 'f', 'c')
      union all
      select 'index', regexp_replace(pg_get_indexdef(indexrelid), '^.* USING ', '') from pg_index
      where indrelid = ${table}::regclass
      order by 1, 2`);
  expect(await of("request_logs_20310301")).toEqual(await of("request_logs"));
});
