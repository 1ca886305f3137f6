import { sql as query } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { cuttableDatabase } from "@/test/cuttable-database";
import { testDatabaseUrl } from "@/test/database";
import { openDatabase, openSql, type OpenOptions } from "./client";
import { renewConnections } from "./lasting-sql";

function open(options: Partial<OpenOptions> = {}) {
  const sql = openSql({ url: testDatabaseUrl(), max: 1, name: "latchkey-test", ...options });
  onTestFinished(() => sql.end({ timeout: 0 }));
  return sql;
}

const backend = async (sql: ReturnType<typeof open>) =>
  (await sql<Array<{ pid: number }>>`select pg_backend_pid() as pid`)[0]!.pid;

/** Answered in time, it may take as long as the server allows. */
const SLOW = { statementTimeoutMs: 500 };

test.each(["a query", "a transaction"] as const)(
  "connections that died without a word are replaced once %s should have been answered",
  async (kind) => {
    const way = await cuttableDatabase(testDatabaseUrl());
    const sql = open({ url: way.url, ...SLOW });
    await backend(sql);
    way.strand();
    const lost = kind === "a query" ? sql`select 1` : sql.begin((tx) => tx`select 1`);
    // One that waits for the same connection goes down with it.
    const behind = sql`select 1`.catch((error: Error) => error);
    await expect(lost).rejects.toMatchObject({ code: "CONNECTION_DESTROYED" });
    expect(await behind).toMatchObject({ code: "CONNECTION_DESTROYED" });
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  },
  20_000,
);

test("those behind which statements are answered or ended in time stay", async () => {
  const sql = open(SLOW);
  const before = await backend(sql);
  await sql`select pg_sleep(0.3)`;
  await expect(sql`select pg_sleep(60)`).rejects.toMatchObject({ code: "57014" });
  await new Promise((resume) => setTimeout(resume, SLOW.statementTimeoutMs + 2_500));
  expect(await backend(sql)).toBe(before);
});

test("a channel is listened to on new connections, too, until it is not", async () => {
  const sql = open({ max: 2 });
  const heard: string[] = [];
  let listened = 0;
  const { unlisten } = await sql.listen(
    "lasting",
    (text) => heard.push(text),
    () => listened++,
  );
  await sql.notify("lasting", "one");
  await expect.poll(() => heard).toEqual(["one"]);
  renewConnections(sql);
  await expect.poll(() => listened).toBe(2);
  await sql.notify("lasting", "two");
  await expect.poll(() => heard).toContain("two");
  await unlisten();
  const before = heard.length;
  await sql.notify("lasting", "three");
  renewConnections(sql);
  await sql`select 1`;
  expect([heard.length, listened]).toEqual([before, 2]);
});

test("drizzle reads the same on them, and what is under way on old ones is answered", async () => {
  const db = openDatabase({ url: testDatabaseUrl(), max: 2, name: "latchkey-test" });
  onTestFinished(() => db.$client.end({ timeout: 0 }));
  const moment = query`select timestamptz '2000-01-01 00:00:00+00' as at, 1::bigint as n, '{}'::jsonb as j`;
  const before = await db.execute(moment);
  const slow = db.execute(query`select pg_sleep(0.2), 1 as one`);
  await db.execute(query`select 1`);
  renewConnections(db.$client);
  expect(await db.execute(moment)).toEqual(before);
  expect((await slow)[0]).toMatchObject({ one: 1 });
});

test("after its end nothing is opened any more", async () => {
  const sql = open();
  await backend(sql);
  await sql.end();
  renewConnections(sql);
  await expect(sql`select 1`).rejects.toMatchObject({ code: "CONNECTION_ENDED" });
});
