import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type postgres from "postgres";
import { expect, onTestFinished, test, vi } from "vitest";
import { applyMigrations, knownMigrations } from "@/db/apply-migrations";
import { createBackup } from "@/db/backup/create";
import { restoreBackup } from "@/db/backup/restore";
import { earlierSteps } from "@/db/baseline";
import { openSql } from "@/db/client";
import { openDatabase } from "@/db/drizzle";
import { dumpSchema } from "@/db/dump-schema";
import { migrateDatabase, refuseOtherSchema } from "@/db/migrate";
import { statementInSchema } from "@/db/migrations-in-schema";
import { checkUsage } from "@/lib/usage/check";
import { collect } from "@/test/collect";
import { emptyDatabase, withParameter } from "@/test/database";
import { expectTrafficOfLog } from "@/test/traffic-drift";

vi.setConfig({ testTimeout: 120_000 });

const B1C84BD = "0013_first_quotas";
const [, ...SINCE] = earlierSteps().map(({ tag }) => tag);
const AFTER_IT = [...SINCE, "0000_baseline"];
const REST = readFileSync(
  path.join(import.meta.dirname, "b1c84bd", "functions-and-rows.sql"),
  "utf8",
);

function open(url: string): postgres.Sql {
  const sql = openSql({ url, max: 2, name: "latchkey-test" });
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql;
}

/** A database as commit b1c84bd has left it, with rows in every table. */
async function oldDatabase(schema = "public") {
  const { url: empty } = await emptyDatabase();
  const url = withParameter(empty, "schema", schema);
  const sql = open(url);
  await sql.begin(async (tx) => {
    expect(await applyMigrations(tx, schema, B1C84BD)).toEqual([B1C84BD]);
    // As pg_restore does: functions are not in the order of their use.
    await tx`set local check_function_bodies = off`;
    await tx.unsafe(statementInSchema(REST, schema)).simple();
  });
  return { url, sql };
}

async function counts(sql: postgres.Sql): Promise<Record<string, number>> {
  const names = await sql<Array<{ name: string }>>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
      and not relispartition and relname <> '__drizzle_migrations'
    order by 1`;
  const all: Record<string, number> = {};
  for (const { name } of names) {
    const [row] = await sql<[{ n: number }]>`select count(*)::int as n from ${sql(name)}`;
    all[name] = row.n;
  }
  return all;
}

/** Columns that were added to a table come last in it, and so their order is left out. */
const shapeOf = (schema: string) =>
  schema.split("\n\n").map((table) =>
    table
      .split(/,?\n|, (?=\w+ integer)/)
      .sort()
      .join("\n"),
  );

const NEW = shapeOf(readFileSync(path.join(import.meta.dirname, "..", "schema.sql"), "utf8"));

async function expectAsNew(sql: postgres.Sql): Promise<void> {
  expect(shapeOf(await dumpSchema(sql))).toEqual(NEW);
}

async function expectNoDrift(url: string): Promise<void> {
  const db = openDatabase({ url, max: 2, name: "latchkey-test" });
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  const checks = await collect(checkUsage({ db }));
  expect(checks.length).toBeGreaterThan(20);
  expect(checks.filter(({ drift }) => drift !== undefined && drift !== 0)).toEqual([]);
  const accounts = await db.$client<Array<{ id: string }>>`select id from accounts`;
  for (const { id } of accounts) await expectTrafficOfLog(db, id);
}

test("a database of b1c84bd with rows in every table becomes one of today, and so does a backup of it", async () => {
  const { url, sql } = await oldDatabase();
  const before = await counts(sql);
  expect(Object.entries(before).filter(([, rows]) => rows === 0)).toEqual([]);
  await expect(refuseOtherSchema(url)).rejects.toThrow(`lacks ${AFTER_IT.length} migrations`);
  const folder = mkdtempSync(path.join(os.tmpdir(), "latchkey-old-backup-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "old.backup");
  const made = await createBackup({ url, file, program: "test" });
  expect(made.migration).toBe(B1C84BD);

  expect(await migrateDatabase(url)).toEqual([...AFTER_IT, "functions"]);
  expect(await migrateDatabase(url)).toEqual([]);
  await refuseOtherSchema(url);
  await expectAsNew(sql);
  // An alias that was not in NFC has become so, which stands in the trail.
  const { audit_events, first_quotas: _gone, ...rest } = before;
  expect(await counts(sql)).toMatchObject({ ...rest, audit_events: audit_events! + 1 });
  await expectNoDrift(url);
  expect(await sql`select distinct proven_at = created_at as same from sessions`).toEqual([
    { same: true },
  ]);
  const people = await sql`
    select distinct email_verified_at is not null as verified from users
    where id in (select user_id from oauth_identities)`;
  expect(people).toEqual([{ verified: true }]);
  expect(await sql`select from whole_database`).toHaveLength(1);

  const { url: target } = await emptyDatabase();
  expect(await restoreBackup({ url: target, file })).toMatchObject({ applied: AFTER_IT });
  await expectAsNew(open(target));
  await expectNoDrift(target);
});

test("in a schema of another name as well", async () => {
  const { url, sql } = await oldDatabase("tenant");
  expect(await migrateDatabase(url)).toEqual([...AFTER_IT, "functions"]);
  await expectAsNew(sql);
});

test.each(SINCE)("a database of the time between, at %s, goes on from there", async (tag) => {
  const { url, sql } = await oldDatabase();
  await sql.begin((tx) => applyMigrations(tx, "public", tag));
  const known = knownMigrations();
  expect(await migrateDatabase(url)).toEqual([...known.slice(known.indexOf(tag) + 1), "functions"]);
  await expectAsNew(sql);
});

test("a database from before b1c84bd is refused in one line", async () => {
  const { url, sql } = await oldDatabase();
  await sql`update drizzle.__drizzle_migrations set created_at = 1795783175184`;
  const line = /^holds a database from before commit b1c84bd: [^\n]+$/;
  await expect(migrateDatabase(url)).rejects.toThrow(line);
  await expect(refuseOtherSchema(url)).rejects.toThrow(line);
});
