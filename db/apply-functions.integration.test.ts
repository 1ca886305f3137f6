import type postgres from "postgres";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { openSql } from "@/db/client";
import { FUNCTIONS_EDITION, functionFiles } from "@/db/function-files";
import { migrateDatabase, refuseOtherSchema } from "@/db/migrate";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { OwnPostgres } from "@/test/own-postgres";

let own: OwnDatabase;
let sql: postgres.Sql;
beforeEach(async () => {
  own = await ownDatabase();
  sql = openSql({ url: own.url, max: 1, name: "latchkey-test" });
  onTestFinished(async () => {
    await sql.end({ timeout: 1 });
    await own.remove();
  });
});

/** Says that the database was given other texts than ours, as by another version of the program. */
const forget = (...names: string[]) =>
  sql`update sql_functions set sha256 = sha256 || ${sql.json(
    Object.fromEntries(names.map((name) => [name, "of another version"])),
  )}`;

/** All functions and triggers, with what tells whether they were touched. */
async function catalogue() {
  const rows = await sql<Array<{ what: string; version: string }>>`
    select oid::regprocedure::text as what, xmin::text as version from pg_proc
    where pronamespace = current_schema()::regnamespace
    union all
    select tgrelid::regclass || '.' || tgname, xmin::text from pg_trigger where not tgisinternal
    order by 1`;
  return new Map(rows.map(({ what, version }) => [what, version]));
}

const changed = (before: Map<string, string>, after: Map<string, string>) =>
  [...after].filter(([what, version]) => before.get(what) !== version).map(([what]) => what);

test("a database has one function for each file, and nothing is done where all are as they stand", async () => {
  const names = await sql<Array<{ name: string }>>`
    select proname as name from pg_proc where pronamespace = current_schema()::regnamespace
    order by proname collate "C"`;
  expect(names.map(({ name }) => name)).toEqual(functionFiles().map(({ name }) => name));
  const before = await catalogue();
  expect(await migrateDatabase(own.url)).toEqual([]);
  await refuseOtherSchema(own.url);
  expect(changed(before, await catalogue())).toEqual([]);
});

test("what has another text is applied again, in place, and nothing else is touched", async () => {
  await sql.unsafe(`
    create or replace function latchkey_ip_changed() returns trigger language plpgsql as
      'begin return null; end'`);
  await sql`revoke execute on function latchkey_ip_changed() from public`;
  await forget("latchkey_ip_changed");
  const before = await catalogue();
  expect(await migrateDatabase(own.url)).toEqual(["functions"]);
  expect(changed(before, await catalogue()).sort()).toEqual([
    "ip_blocks.ip_blocks_changed",
    "latchkey_ip_changed()",
  ]);
  const [now] = await sql`
    select prosrc like '%latchkey_notify%' as ours, has_function_privilege('public', oid, 'execute') as everybody
    from pg_proc where proname = 'latchkey_ip_changed'`;
  // Grants are kept.
  expect(now).toEqual({ ours: true, everybody: false });
  expect(await migrateDatabase(own.url)).toEqual([]);
});

test("a function that takes or returns something else takes the place of the one before", async () => {
  await sql.unsafe(`
    drop function latchkey_window_used;
    create function latchkey_window_used(p_budget uuid) returns bigint language sql as 'select 1::bigint';
    drop function latchkey_window_resets_at;
    create function latchkey_window_resets_at(p_budget uuid, p_now timestamptz, p_window interval)
      returns text language sql as $$ select 'never' $$`);
  await forget("latchkey_window_used", "latchkey_window_resets_at");
  await migrateDatabase(own.url);
  const there = await sql`
    select oid::regprocedure::text as name, prorettype::regtype::text as result from pg_proc
    where proname like 'latchkey\_window\_%s%' order by 1`;
  expect(there).toMatchObject([
    { name: expect.stringMatching(/^latchkey_window_frees_at/) },
    {
      name: expect.stringMatching(/^latchkey_window_resets_at/),
      result: "timestamp with time zone",
    },
    { name: expect.stringMatching(/\(uuid,timestamp .*,interval\)$/), result: "bigint" },
  ]);
});

test("functions and triggers that stand nowhere any more go", async () => {
  await sql.unsafe(`
    create function latchkey_gone() returns trigger language plpgsql as 'begin return null; end';
    create trigger of_gone after insert on plans for each statement execute function latchkey_gone();
    create trigger of_another after insert on accounts for each statement execute function latchkey_all_changed();
    create function somebodys_own() returns int language sql as 'select 1'`);
  await forget("latchkey_gone", "latchkey_all_changed");
  await migrateDatabase(own.url);
  const there = [...(await catalogue()).keys()];
  expect(there).toContain("plans.plans_changed");
  expect(there).toContain("somebodys_own()");
  for (const gone of ["latchkey_gone()", "plans.of_gone", "accounts.of_another"]) {
    expect(there).not.toContain(gone);
  }
});

test("a database with functions of a newer program is refused and left as it is", async () => {
  await sql`update sql_functions set edition = ${FUNCTIONS_EDITION + 1}`;
  await forget("latchkey_notify");
  const before = await catalogue();
  await expect(migrateDatabase(own.url)).rejects.toThrow("newer Latchkey");
  await expect(refuseOtherSchema(own.url)).rejects.toThrow("newer Latchkey");
  expect(changed(before, await catalogue())).toEqual([]);
});

test("whoever may not change the schema is told in one line who must", async () => {
  const line =
    /^has 1 SQL function of another version, or not at all \(the first is latchkey_notify\): run `[^\n]*migrate` as a role [^\n]*$/;
  const server = await OwnPostgres.start();
  onTestFinished(() => server.stop());
  await server.ask("postgres", "create database latchkey", "create role reader login password 'x'");
  const owner = server.urlOf("latchkey");
  const reader = server.urlOf("latchkey", { user: "reader", password: "x" });
  await migrateDatabase(owner);
  await server.ask(
    "latchkey",
    "grant usage on schema public, drizzle to reader",
    "grant select on all tables in schema public, drizzle to reader",
  );
  expect(await migrateDatabase(reader)).toEqual([]);
  await server.ask(
    "latchkey",
    `update sql_functions set sha256 = sha256 || '{"latchkey_notify": ""}'`,
  );
  await expect(migrateDatabase(reader)).rejects.toThrow(line);
  await expect(refuseOtherSchema(reader)).rejects.toThrow(line);
  await expect(refuseOtherSchema(owner)).rejects.toThrow(line);
  await server.ask("latchkey", "delete from drizzle.__drizzle_migrations");
  await expect(migrateDatabase(reader)).rejects.toThrow(
    /^lacks \d+ migrations? \(the first is 0000_baseline\): run /,
  );
});

test("amid a restore no function is made that the restore is about to bring", async () => {
  await sql`truncate whole_database, sql_functions`;
  const before = await catalogue();
  expect(await migrateDatabase(own.url)).toEqual([]);
  expect(changed(before, await catalogue())).toEqual([]);
  await sql`insert into whole_database (id) values (1)`;
  expect(await migrateDatabase(own.url)).toEqual(["functions"]);
});
