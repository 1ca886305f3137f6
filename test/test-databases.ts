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
  await setHostileDefaults(sql, template);
  await migrateDatabase(withDatabase(url, template));
  await sql`create database ${sql(run)} template ${sql(template)}`;
  await setHostileDefaults(sql, run);
  process.env.TEST_DATABASE_URL = withDatabase(url, run);
  process.env.TEST_DATABASE_TEMPLATE = template;
  return async () => {
    await dropDatabase(sql, run);
    await dropDatabase(sql, template);
    await sql.end({ timeout: 1 });
  };
}

/**
 * What a database may say by itself, for every connection that does not say it. Each value breaks something where
 * ours does not hold; so all tests on a database show that ours does.
 */
const HOSTILE_DEFAULTS = {
  DateStyle: "German",
  IntervalStyle: "sql_standard",
  TimeZone: "Pacific/Chatham",
  bytea_output: "escape",
  extra_float_digits: "-15",
  standard_conforming_strings: "off",
  transform_null_equals: "on",
  array_nulls: "off",
  search_path: "nowhere",
  default_transaction_isolation: "serializable",
  default_transaction_read_only: "on",
  statement_timeout: "1ms",
  lock_timeout: "1ms",
  idle_in_transaction_session_timeout: "1ms",
  idle_session_timeout: "1ms",
};

/** They are a database's own: a copy of it does not have them. */
export async function setHostileDefaults(sql: postgres.Sql, name: string): Promise<void> {
  for (const [setting, value] of Object.entries(HOSTILE_DEFAULTS)) {
    await sql.unsafe(`alter database "${name}" set ${setting} = '${value}'`);
  }
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
