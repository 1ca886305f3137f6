import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { expect, onTestFinished, test } from "vitest";
import { openSql } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { uuidv7 } from "@/lib/ids";
import { testDatabaseUrl } from "@/test/database";
import { dropDatabase, setHostileDefaults, withDatabase } from "@/test/test-databases";

const MIGRATIONS = path.join(import.meta.dirname, "migrations");
const THIS_ONE = "0017_operators";

/** The migrations that were there before this one. */
async function earlierMigrations(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "latchkey-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(MIGRATIONS, folder, { recursive: true });
  const file = path.join(folder, "meta", "_journal.json");
  const journal = JSON.parse(await readFile(file, "utf8")) as { entries: { tag: string }[] };
  const end = journal.entries.findIndex(({ tag }) => tag === THIS_ONE);
  await writeFile(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, end) }));
  return folder;
}

/** A database as a program from before this migration has left it. */
async function earlierDatabase() {
  const admin = openSql({ url: testDatabaseUrl(), max: 1, name: "latchkey-test-admin" });
  const name = `latchkey_earlier_${process.pid}`;
  await admin`create database ${admin(name)} template template0`;
  await setHostileDefaults(admin, name);
  const url = withDatabase(testDatabaseUrl(), name);
  const sql = openSql({ url, max: 1, name: "latchkey-test" });
  onTestFinished(async () => {
    await sql.end({ timeout: 1 });
    await dropDatabase(admin, name);
    await admin.end({ timeout: 1 });
  });
  // drizzle changes how its client reads moments: it has one of its own.
  const migrating = openSql({ url, max: 1, name: "latchkey-migrate", statementTimeoutMs: 0 });
  await migrate(drizzle(migrating), { migrationsFolder: await earlierMigrations() });
  await migrating.end();
  return { url, sql };
}

const COMPOSED = "caf\u00e9";
const DECOMPOSED = "cafe\u0301";

test("aliases from before NFC are composed, but for those that another key has or would get", async () => {
  const { url, sql } = await earlierDatabase();
  const addAccount = async () => {
    const id = uuidv7();
    await sql`insert into accounts (id, name) values (${id}, 'Earlier')`;
    return id;
  };
  const addKey = async (accountId: string, alias: string) => {
    const id = uuidv7();
    await sql`insert into quota_budgets (id) values (${id})`;
    await sql`
      insert into api_keys (id, account_id, alias, category, budget_id, hash, prefix, last_four)
      values (${id}, ${accountId}, ${alias}, 'staging', ${id}, decode(md5(${id}), 'hex'), 'lk', 'last')`;
    return id;
  };
  const [one, taken, both] = [await addAccount(), await addAccount(), await addAccount()];
  const alone = await addKey(one, DECOMPOSED);
  const plain = await addKey(one, "plain");
  const clashes = [await addKey(taken, COMPOSED.toUpperCase()), await addKey(taken, DECOMPOSED)];
  const twins = [await addKey(both, DECOMPOSED), await addKey(both, `cafe\u0341`)];
  // U+0958 is two characters in NFC: so many of them have no room.
  const tooLong = await addKey(one, "\u0958".repeat(40));

  expect(await migrateDatabase(url)).toEqual(expect.arrayContaining([THIS_ONE]));

  const aliasOf = async (id: string) =>
    (await sql<{ alias: string }[]>`select alias from api_keys where id = ${id}`)[0]!.alias;
  expect(await aliasOf(alone)).toBe(COMPOSED);
  expect(await aliasOf(plain)).toBe("plain");
  expect(await Promise.all(clashes.map(aliasOf))).toEqual([COMPOSED.toUpperCase(), DECOMPOSED]);
  expect(await Promise.all(twins.map(aliasOf))).toEqual([DECOMPOSED, "cafe\u0341"]);
  expect(await aliasOf(tooLong)).toBe("\u0958".repeat(40));
  const trail = await sql`select actor, action, target_id, before, after from audit_events`;
  expect(trail).toMatchObject([
    {
      actor: "system",
      action: "key.update",
      target_id: alone,
      before: { alias: DECOMPOSED },
      after: { alias: COMPOSED },
    },
  ]);
});
