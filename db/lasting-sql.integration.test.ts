import { sql as query } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { cuttableDatabase } from "@/test/cuttable-database";
import { testDatabase, testDatabaseUrl } from "@/test/database";
import { openSql, type OpenOptions } from "./client";
import { openDatabase } from "./drizzle";
import { renewConnections } from "./lasting-sql";

const observer = testDatabase({ max: 1 });

function open(options: Partial<OpenOptions> = {}) {
  const sql = openSql({ url: testDatabaseUrl(), max: 1, name: "latchkey-test", ...options });
  onTestFinished(() => sql.end({ timeout: 0 }));
  return sql;
}

const backend = async (sql: ReturnType<typeof open>) =>
  (await sql<Array<{ pid: number }>>`select pg_backend_pid() as pid`)[0]!.pid;

/** The server processes of clients of this name. */
const connectionsOf = async (name: string) =>
  observer.execute(query`select pid from pg_stat_activity where application_name = ${name}`);

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

test("nor are they left for what only waits for its turn behind others", async () => {
  const sql = open({ statementTimeoutMs: 2_000 });
  const before = await backend(sql);
  // The last of these is asked long before it is begun.
  const all = Promise.all(Array.from({ length: 4 }, () => sql`select pg_sleep(1.4)`));
  expect(await backend(sql)).toBe(before);
  await all;
}, 20_000);

test("nor is a transaction ended that has set itself another limit", async () => {
  const sql = open(SLOW);
  const before = await backend(sql);
  const pid = await sql.begin(async (tx) => {
    await tx`set local statement_timeout = '1min'`;
    await tx`select pg_sleep(4)`;
    return backend(tx as unknown as typeof sql);
  });
  expect(pid).toBe(before);
}, 20_000);

test("a transaction whose connection dies in its middle is rejected once its connections are left", async () => {
  const way = await cuttableDatabase(testDatabaseUrl());
  const sql = open({ url: way.url, ...SLOW });
  const lost = sql.begin(async (tx) => {
    await tx`select 1`;
    way.strand();
    const answer = tx`select 2`;
    renewConnections(sql);
    await answer;
  });
  await expect(lost).rejects.toMatchObject({ code: "CONNECTION_DESTROYED" });
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
}, 20_000);

test("a transaction that waits for a connection that is left is done or refused, and not both", async () => {
  const sql = open();
  const busy = sql.begin((tx) => tx`select pg_sleep(0.5)`);
  let isDone = false;
  const queued = sql.begin(async (tx) => {
    await tx`select 1`;
    isDone = true;
  });
  await new Promise(setImmediate);
  renewConnections(sql);
  await busy;
  await queued;
  expect(isDone).toBe(true);
});

test("what is left keeps no connection, also where queries waited for one", async () => {
  const name = `latchkey-left-${process.pid}`;
  const sql = open({ name });
  const busy = sql.begin((tx) => tx`select pg_sleep(0.5)`);
  await expect.poll(async () => (await connectionsOf(name)).length).toBe(1);
  const waiting = [1, 2, 3].map((n) => sql`select ${n}::int as n`);
  const answers = Promise.all(waiting);
  await new Promise(setImmediate);
  renewConnections(sql);
  await busy;
  expect((await answers).flat()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  await backend(sql);
  await expect.poll(async () => (await connectionsOf(name)).length, { timeout: 20_000 }).toBe(1);
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
