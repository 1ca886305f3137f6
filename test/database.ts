import { afterAll, onTestFinished } from "vitest";
import { type Database, openSql } from "@/db/client";
import { openDatabase } from "@/db/drizzle";
import { dropDatabase, setHostileDefaults, withDatabase } from "./test-databases";

/** Where the database that tests share is. Tests in it keep to an account of their own. */
export function testDatabaseUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error("TEST_DATABASE_URL is not set: run with --project integration");
  return url;
}

/** A pool on the shared database, closed after the file's tests. Call it at a file's top. */
export function testDatabase({ max = 4 } = {}): Database {
  const db = openDatabase({ url: testDatabaseUrl(), max, name: "latchkey-test" });
  afterAll(() => db.$client.end({ timeout: 1 }));
  return db;
}

export interface OwnDatabase {
  url: string;
  db: Database;
  remove(): Promise<void>;
}

let made = 0;

/**
 * A migrated database of a test's own, for what concerns more than one account: plans, blocked
 * addresses, change versions, instances, retention. A copy of the template, so it takes some 50 ms.
 */
export async function ownDatabase({ max = 4 } = {}): Promise<OwnDatabase> {
  const name = `latchkey_own_${process.pid}_${++made}`;
  const template = process.env.TEST_DATABASE_TEMPLATE ?? "latchkey_template";
  const admin = openSql({ url: testDatabaseUrl(), max: 1, name: "latchkey-test-admin" });
  await admin`create database ${admin(name)} template ${admin(template)}`;
  await setHostileDefaults(admin, name);
  const url = withDatabase(testDatabaseUrl(), name);
  const db = openDatabase({ url, max, name: "latchkey-test" });
  return {
    url,
    db,
    async remove() {
      await db.$client.end({ timeout: 1 });
      await dropDatabase(admin, name);
      await admin.end({ timeout: 1 });
    },
  };
}

/** A database in which nothing is, and where it is; it goes when the test ends. */
export async function emptyDatabase(): Promise<{ url: string; name: string }> {
  const name = `latchkey_empty_${process.pid}_${++made}`;
  const admin = openSql({ url: testDatabaseUrl(), max: 1, name: "latchkey-test-admin" });
  await admin`create database ${admin(name)} template template0`;
  await setHostileDefaults(admin, name);
  onTestFinished(async () => {
    await dropDatabase(admin, name);
    await admin.end({ timeout: 1 });
  });
  return { url: withDatabase(testDatabaseUrl(), name), name };
}

/** A URL with one parameter more. */
export function withParameter(url: string, name: string, value: string): string {
  const changed = new URL(url);
  changed.searchParams.set(name, value);
  return changed.href;
}
