import { randomBytes } from "node:crypto";
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEmbeddedPostgres } from "../embedded";
import { migrateDatabase } from "../migrate";
import { binariesFor } from "./binaries";
import { dataArguments } from "./cluster";
import { startPostmaster, stopPostmaster } from "./postmaster";
import { runAs, serverUserFor } from "./server-user";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "latchkey-role-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** Runs `work` with a connection to a server. */
async function connected<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** The same server and password, as somebody else or in another database. */
function changed(url: string, change: { username?: string; database?: string }): string {
  const other = new URL(url);
  if (change.username) other.username = change.username;
  if (change.database) other.pathname = `/${change.database}`;
  return other.href;
}

/** What the app's role must not be able to do, each a statement. */
const FORBIDDEN = [
  "create database another",
  "create role another",
  "alter role latchkey_app superuser",
  "set role latchkey",
  "select rolpassword from pg_authid",
  "select pg_read_file('postgresql.conf')",
  "copy (select 1) to program 'cat'",
  "alter system set work_mem = '1MB'",
  "drop database latchkey",
];

async function expectOwnerAndNothingElse(url: string): Promise<void> {
  await connected(url, async (sql) => {
    const [role] =
      await sql`select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls
      from pg_roles where rolname = current_user`;
    expect(Object.values(role!)).toEqual([false, false, false, false, false]);
    for (const statement of FORBIDDEN) {
      await expect(sql.unsafe(statement), statement).rejects.toThrow(
        /permission denied|must be owner|must have admin|permission to|Only roles with/i,
      );
    }
    const foreign = await sql`
      select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
         and pg_get_userbyid(c.relowner) <> current_user
      union all select n.nspname, p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
         and pg_get_userbyid(p.proowner) <> current_user
      union all select n.nspname, t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
       where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
         and pg_get_userbyid(t.typowner) <> current_user`;
    expect([...foreign]).toEqual([]);
  });
  await expect(
    connected(changed(url, { username: "latchkey" }), (sql) => sql`select`),
  ).rejects.toThrow(/password authentication failed/);
  await expect(
    connected(changed(url, { database: "postgres" }), (sql) => sql`select`),
  ).rejects.toThrow(/permission denied for database/);
}

test("the app's role owns its schemas and nothing else, and nobody signs in as the superuser", async () => {
  const { url, stop } = await startEmbeddedPostgres({ dataDir });
  await migrateDatabase(url);
  await expectOwnerAndNothingElse(url);
  await stop();
});

test("tests may make databases where they asked for it", async () => {
  const { url, stop } = await startEmbeddedPostgres({ dataDir, createsDatabases: true });
  await connected(url, (sql) => sql`create database another`);
  await stop();
});

/** A cluster as earlier versions made it: the app is its superuser. */
async function olderCluster(): Promise<{ url: string; stop(): Promise<void> }> {
  const cluster = path.join(dataDir, "postgres");
  const user = await serverUserFor(cluster);
  const binaries = await binariesFor(user, dataDir, () => {});
  const password = randomBytes(24).toString("hex");
  await mkdir(cluster, { mode: 0o700 });
  if (user.uid !== undefined) await chown(cluster, user.uid, user.gid!);
  const pipe = ["-c", 'cat | "$@"', "initdb", binaries.initdb, ...dataArguments(cluster)];
  const options = ["--username=latchkey", "--pwfile=/dev/stdin", "--auth-host=scram-sha-256"];
  const locale = ["--encoding=UTF8", "--locale=C"];
  const made = await runAs(user, cluster, "sh", [...pipe, ...options, ...locale], `${password}\n`);
  expect(made).toMatchObject({ code: 0 });
  await writeFile(path.join(dataDir, "postgres-password"), `${password}\n`, { mode: 0o600 });
  const { port } = await startPostmaster({
    cluster,
    user,
    binaries,
    logFile: path.join(dataDir, "postgres.log"),
    mayMove: true,
    onSpawn: async () => {},
  });
  const record = { port, host: "127.0.0.1", database: "latchkey", user: "latchkey" };
  await writeFile(path.join(dataDir, "postgres.json"), JSON.stringify(record));
  const url = `postgres://latchkey:${password}@127.0.0.1:${port}/latchkey`;
  await connected(changed(url, { database: "postgres" }), (sql) => sql`create database latchkey`);
  return { url, stop: () => stopPostmaster(cluster) };
}

test("a data directory of an earlier version is brought over at the start, with all that is in it", async () => {
  const older = await olderCluster();
  await migrateDatabase(older.url);
  await connected(older.url, async (sql) => {
    await sql`insert into plans (name, per_second, per_minute) values ('kept', 7, 70)`;
    await sql.unsafe(`
      create type mood as enum ('fine');
      create type pair as (a int, b int);
      create sequence counted;
      create table "Odd ""name" (id serial primary key, m mood);
      create view seen as select * from "Odd ""name"`);
  });
  // A process of the earlier version still runs: it is not taken from it.
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    /^The database in .* stop every/,
  );
  await older.stop();

  for (const times of ["brought over", "as it is now"]) {
    const { url, stop } = await startEmbeddedPostgres({ dataDir });
    await expectOwnerAndNothingElse(url);
    await migrateDatabase(url);
    await connected(url, async (sql) => {
      const kept = await sql`select per_second from plans where name = 'kept'`;
      expect(kept, times).toMatchObject([{ per_second: 7 }]);
      // What a later migration does.
      await sql`alter table plans add column if not exists later int`;
    });
    await stop();
  }
  const record = JSON.parse(await readFile(path.join(dataDir, "postgres.json"), "utf8"));
  expect(record).toMatchObject({ user: "latchkey_app" });
});
