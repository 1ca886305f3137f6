import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openSql } from "@/db/client";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { noticesOf } from "@/test/notices";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());

function open() {
  const sql = openSql({ url: own.url, max: 1, name: "latchkey-test" });
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql;
}

const NOTIFY = `select latchkey_notify('{"all": true}') as v`;

test("each change has the next number, which is told with it and returned", async () => {
  const sql = open();
  const told = await noticesOf(own.url);
  const [{ version }] = await sql<[{ version: string }]>`select version from change_version`;
  const returned: unknown[] = [];
  const notices = await told(async () => {
    for (let i = 0; i < 2; i++) returned.push((await sql.unsafe(NOTIFY))[0]!.v);
  });
  const [first, second] = [Number(version) + 1, Number(version) + 2];
  expect(returned).toEqual([String(first), String(second)]);
  expect(notices).toEqual([
    { v: first, all: true },
    { v: second, all: true },
  ]);
});

test("what is rolled back is told nobody, and its number is free", async () => {
  const sql = open();
  const told = await noticesOf(own.url);
  const [{ v }] = await sql<[{ v: string }]>`select version as v from change_version`;
  const notices = await told(async () => {
    await sql.unsafe(`begin; ${NOTIFY}; rollback`).simple();
    await sql.unsafe(NOTIFY);
  });
  expect(notices).toEqual([{ v: Number(v) + 1, all: true }]);
});

test("numbers are in the order of the commits: a second change waits for the first", async () => {
  const [one, two, watch] = [open(), open(), open()];
  const told = await noticesOf(own.url);
  const notices = await told(async () => {
    let second: Promise<unknown> = Promise.resolve();
    await one.begin(async (tx) => {
      await tx`select latchkey_notify('{"by": "one"}')`;
      second = two`select latchkey_notify('{"by": "two"}')`.execute();
      await expect
        .poll(
          () => watch`
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query ~ 'two'`,
        )
        .toHaveLength(1);
    });
    await second;
  });
  expect(notices.map(({ by }) => by)).toEqual(["one", "two"]);
  expect(Number(notices[1]!.v)).toBe(Number(notices[0]!.v) + 1);
});
