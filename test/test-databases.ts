import postgres from "postgres";
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
    await dropDatabase(sql, run);
    await dropDatabase(sql, template);
    await sql.end({ timeout: 1 });
  };
}

/** insufficient_privilege, object_in_use (PostgreSQL, appendix A). */
const IN_THE_WAY = ["42501", "55006"];
const TRIES = 10;

/**
 * Drops a database, whoever is connected to it. One of PostgreSQL's own workers (autovacuum) may be there: only
 * a superuser may end that by force, but without force it is asked to leave, and waited for.
 */
export async function dropDatabase(sql: postgres.Sql, name: string): Promise<void> {
  for (let i = 1; ; i++) {
    try {
      if (i % 2 === 1) await sql`drop database if exists ${sql(name)} with (force)`;
      else await sql`drop database if exists ${sql(name)}`;
      return;
    } catch (error) {
      const isInTheWay = error instanceof postgres.PostgresError && IN_THE_WAY.includes(error.code);
      if (!isInTheWay || i === TRIES) throw error;
    }
  }
}
