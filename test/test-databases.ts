import { openSql } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/**
 * Makes two migrated databases on a server: a template, of which a test may ask a copy of its own,
 * and the one that all other tests share. Says in the environment where they are.
 *
 * @param url any database on the server, of a user who may create databases
 * @returns drops both
 */
export async function createTestDatabases(url: string): Promise<() => Promise<void>> {
  const run = `latchkey_test_${process.pid}`;
  const template = `${run}_template`;
  const sql = openSql({ url, max: 1, name: "latchkey-test-setup", statementTimeoutMs: 0 });
  await sql`create database ${sql(template)}`;
  await migrateDatabase(withDatabase(url, template));
  await sql`create database ${sql(run)} template ${sql(template)}`;
  process.env.TEST_DATABASE_URL = withDatabase(url, run);
  process.env.TEST_DATABASE_TEMPLATE = template;
  return async () => {
    await sql`drop database if exists ${sql(run)} with (force)`;
    await sql`drop database if exists ${sql(template)} with (force)`;
    await sql.end({ timeout: 1 });
  };
}
