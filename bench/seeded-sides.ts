import { mkdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { openSql } from "@/db/client";
import type { Bed } from "./bed";
import { BENCH_DIR } from "./built-copy";
import { ensureSeeded, type Seeded, settle } from "./dashboard/seeded";
import { BEFORE } from "./edition";
import { type BenchKey, makeKeys } from "./keys";
import { type Both, ofBoth } from "./versus";

/** An account of thousands of keys in a database of its own, with some keys that can be used. */
export interface SeededSide {
  databaseUrl: string;
  seeded: Seeded;
  keys: BenchKey[];
}

const FULL = { keys: "2000", requests: "1000000" };
const QUICK = { keys: "200", requests: "50000" };
const KEYS_IN_USE = 20;

/**
 * The same account for both sides. It is seeded once, by the code from before, and kept for some
 * hours; each side gets a copy of that database and brings it to its own tables. Copies are settled:
 * what PostgreSQL knows of a table decides how it is read, and is not copied with it.
 */
export const seededSides = (bed: Bed): Promise<Both<SeededSide>> =>
  bed.shared("seeded sides", async () => {
    const size = bed.isQuick ? QUICK : FULL;
    const dataDir = path.join(BENCH_DIR, `seeded-${size.keys}-${size.requests}`);
    await mkdir(BENCH_DIR, { recursive: true });
    const cwd = await bed.copyOf(BEFORE);
    const seeded = await ensureSeeded({ dataDir, cwd, ...size, say: bed.say });
    const server = await startAsBefore(cwd, dataDir);
    bed.atEnd(() => server.stop());
    return ofBoth(bed, async (edition, side) => {
      const databaseUrl = await copyDatabase(bed, server.url, `bench_${side}`);
      await bed.migrate(databaseUrl, edition);
      const keys = await makeKeys(databaseUrl, {
        count: KEYS_IN_USE,
        quotas: true,
        accountOf: seeded,
      });
      await settle(databaseUrl);
      return { databaseUrl, seeded, keys };
    });
  });

/**
 * Starts the database by the code that has seeded it: its role may still copy databases, which is more than
 * the app's role may today.
 */
async function startAsBefore(cwd: string, dataDir: string) {
  const file = pathToFileURL(path.join(cwd, "db", "embedded.ts")).href;
  const before = (await import(file)) as typeof import("@/db/embedded");
  return before.startEmbeddedPostgres({ dataDir });
}

/** Copies a database that nobody uses, files and all, for as long as the bed lasts. */
async function copyDatabase(bed: Bed, url: string, name: string): Promise<string> {
  const at = (database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href;
  const sql = openSql({
    url: at("postgres"),
    max: 1,
    name: "latchkey-bench",
    statementTimeoutMs: 0,
  });
  const template = new URL(url).pathname.slice(1);
  // A run that was killed leaves its own behind.
  const drop = () => sql`drop database if exists ${sql(name)} with (force)`;
  await drop();
  await sql`create database ${sql(name)} template ${sql(template)} strategy file_copy`;
  bed.atEnd(async () => {
    await drop();
    await sql.end();
  });
  return at(name);
}
