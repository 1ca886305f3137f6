import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { execa } from "execa";
import type postgres from "postgres";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createBackup } from "@/db/backup/create";
import { restoreBackup } from "@/db/backup/restore";
import { openSql } from "@/db/client";
import { openDatabase } from "@/db/drizzle";
import { migrateDatabase } from "@/db/migrate";
import { uuidv7 } from "@/lib/ids";
import { hashSecret } from "@/lib/credentials/secret";
import { checkUsage } from "@/lib/usage/check";
import { collect } from "@/test/collect";
import { testDatabaseUrl } from "@/test/database";
import { startEngine, withoutPlanLimits } from "@/test/engine";
import { ROOT } from "@/test/root";
import { dropDatabase, withDatabase } from "@/test/test-databases";
import { expectTrafficOfLog } from "@/test/traffic-drift";

/*
 * A database of the first version that is in use, made by that version's own programs, is brought up to date by today's.
 */

const OLD = "b1c84bd";
const EMAIL = "ada@example.com";
const QUOTA = 300;
/** Requests of the old program: some are in its journal alone when it dies. */
const BEFORE = 120;

let old: string;
let dataDir: string;
let url: string;
let sql: postgres.Sql;
let remove: () => Promise<void>;
let secret: string;

beforeAll(async () => {
  old = mkdtempSync(path.join(os.tmpdir(), "latchkey-old-"));
  dataDir = path.join(old, ".latchkey");
  mkdirSync(path.join(dataDir, "journal"), { recursive: true, mode: 0o700 });
  try {
    const archive = execFileSync("git", ["archive", OLD], { cwd: ROOT, maxBuffer: 1 << 28 });
    execFileSync("tar", ["xf", "-"], { cwd: old, input: archive });
  } catch (error) {
    throw new Error(`commit ${OLD} is not here: run git fetch --unshallow`, { cause: error });
  }
  symlinkSync(path.join(ROOT, "node_modules"), path.join(old, "node_modules"));

  const admin = openSql({ url: testDatabaseUrl(), max: 1, name: "latchkey-test-admin" });
  // Not one with hostile defaults: they were too much for it.
  const name = `latchkey_old_${process.pid}`;
  await admin`create database ${admin(name)} template template0`;
  url = withDatabase(testDatabaseUrl(), name);
  sql = openSql({ url, max: 2, name: "latchkey-test" });
  remove = async () => {
    await sql.end({ timeout: 1 });
    await dropDatabase(admin, name);
    await admin.end({ timeout: 1 });
  };
  await fill();
}, 600_000);
afterAll(async () => {
  await remove?.();
  rmSync(old, { recursive: true, force: true });
});

const ENV = () => ({ DATABASE_URL: url, LATCHKEY_DATA_DIR: dataDir, NODE_ENV: "production" });

async function oldCli(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await execa("tsx", ["cli/main.ts", ...args, "--json"], {
    cwd: old,
    preferLocal: true,
    env: ENV(),
  });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** What an instance of the old program does: it serves, answers, and is killed. */
const OLD_INSTANCE = `
import { Engine } from "@/lib/enforcement/instance/engine";
import { MemoryPlanLimits } from "@/lib/enforcement/plan-limits/memory";
const [url, journalRoot, hash, times] = process.argv.slice(2);
const log = { info() {}, warn() {}, error(fields) { throw fields.err; } };
const engine = new Engine({
  databaseUrl: url, journalRoot, planLimits: new MemoryPlanLimits(), log,
  ipBlock: { failures: 3, windowMs: 60_000, blockMs: 3_600_000 },
});
await engine.start();
const ask = async (hash, ip) => {
  const admission = await engine.admit({
    presented: { form: "hash", hash }, ip, method: "GET", path: "/api/v1/echo", userAgent: "old",
    endpoint: { credits: 1, free: false }, startedAt: performance.now(),
  });
  const { admitted } = admission.verdict;
  engine.record(admission, { status: admitted ? 200 : 401, code: admitted ? null : admission.verdict.code, credits: 1 });
  return admitted ? 1 : 0;
};
for (let i = 0; i < 5; i++) await ask("0".repeat(64), "203.0.113.7");
let admitted = 0;
for (let i = 0; i < Number(times) - 20; i++) admitted += await ask(hash, "198.51.100.1");
await engine.writer.drain();
for (let i = 0; i < 20; i++) admitted += await ask(hash, "198.51.100.1");
process.stdout.write(String(admitted), () => process.kill(process.pid, "SIGKILL"));
`;

/** Has the old program's verbs, seeding and an instance of it fill the database. */
async function fill(): Promise<void> {
  await oldCli("accounts", "create", "--email", EMAIL, "--plan", "scale");
  const key = await oldCli(
    ...["keys", "create", "--email", EMAIL, "--alias", "web", "--quota-total", String(QUOTA)],
    ...["--quota-daily", String(QUOTA), "--expires", "2099-12-31"],
  );
  secret = String(key.secret);
  await oldCli("keys", "create", "--email", EMAIL, "--alias", "off");
  await oldCli("seed", "--keys", "25", "--requests", "4000", "--days", "20");
  writeFileSync(path.join(old, "old-instance.ts"), OLD_INSTANCE);
  await sql`update plans set per_second = 1000000, per_minute = 1000000`;
  const journal = path.join(dataDir, "journal");
  const instance = await execa(
    "tsx",
    ["old-instance.ts", url, journal, hashSecret(secret), String(BEFORE)],
    { cwd: old, preferLocal: true, reject: false, env: ENV() },
  );
  expect([instance.stdout, instance.stderr]).toEqual([String(BEFORE), ""]);
  expect(readdirSync(journal)).toHaveLength(1);
  await fillTheRest();
}

/** What needs a browser, a mail server or a provider. */
async function fillTheRest(): Promise<void> {
  const [user] = await sql<[{ id: string }]>`select id from users where email = ${EMAIL}`;
  await sql`insert into oauth_identities (provider, provider_account_id, user_id)
    values ('github', '1', ${user.id})`;
  await sql`insert into sessions (id, user_id, user_agent, ip)
    values (${uuidv7()}, ${user.id}, 'Firefox', '203.0.113.9')`;
  await sql`insert into password_resets (token_hash, user_id, expires_at)
    values ('\\x01', ${user.id}, now() + interval '1 hour')`;
  await sql`insert into first_quotas (budget_id, version) select budget_id, 1 from api_keys limit 1`;
}

async function tables(): Promise<string[]> {
  const rows = await sql<Array<{ name: string }>>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
    order by 1`;
  return rows.map(({ name }) => name);
}

async function counts(): Promise<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const name of await tables()) {
    const [row] = await sql<[{ n: number }]>`select count(*)::int as n from ${sql(name)}`;
    all[name] = row.n;
  }
  return all;
}

async function expectNoDrift(of: string): Promise<void> {
  const db = openDatabase({ url: of, max: 2, name: "latchkey-test" });
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  const checks = await collect(checkUsage({ db }));
  expect(checks.length).toBeGreaterThan(100);
  expect(checks.filter(({ drift }) => drift !== undefined && drift !== 0)).toEqual([]);
  const accounts = await db.$client<Array<{ id: string }>>`select id from accounts`;
  for (const { id } of accounts) await expectTrafficOfLog(db, id);
}

test(`a database of ${OLD} with rows in every table is brought up to date, its journal is read, and its keys and quotas go on`, async () => {
  const before = await counts();
  expect(Object.entries(before).filter(([, rows]) => rows === 0)).toEqual([]);
  // What it left in its journal is counted nowhere yet.
  expect(before.request_logs).toBeLessThan(4_000 + BEFORE);

  // A backup of the old database, by today's program: it is brought up to date where it is restored.
  const file = path.join(old, "old.backup");
  const made = await createBackup({ url, file, program: "test" });

  const applied = await migrateDatabase(url);
  expect(applied[0]).toBe("0014_shared_failures");
  expect(applied.slice(-2)).toEqual(["0000_baseline", "functions"]);
  const after = await counts();
  for (const [table, rows] of Object.entries(before))
    expect([table, after[table]]).toEqual([table, rows]);
  await expectNoDrift(url);
  expect(await migrateDatabase(url)).toEqual([]);

  const engine = await startEngine(url, { journalRoot: path.join(dataDir, "journal") });
  const [log] = await sql<[{ n: number }]>`
    select count(*)::int as n from request_logs where user_agent = 'old'`;
  expect(log.n).toBe(BEFORE);
  const db = openDatabase({ url, max: 1, name: "latchkey-test" });
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  await withoutPlanLimits(db);
  // Its leases were given back, so that the quota is used to its end and no further.
  let admitted = 0;
  for (let got = 1; got > 0; admitted += got) {
    got = (await engine.outcomes(hashSecret(secret), 100)).admitted ?? 0;
  }
  expect(BEFORE + admitted).toBe(QUOTA);
  await engine.stop();
  expect(engine.complaints).toEqual([]);
  await expectNoDrift(url);

  const restored = `${new URL(url).pathname.slice(1)}_restored`;
  const admin = openSql({ url: testDatabaseUrl(), max: 1, name: "latchkey-test-admin" });
  await admin`create database ${admin(restored)} template template0`;
  onTestFinished(async () => {
    await dropDatabase(admin, restored);
    await admin.end({ timeout: 1 });
  });
  const target = withDatabase(testDatabaseUrl(), restored);
  expect(await restoreBackup({ url: target, file })).toMatchObject({
    rows: made.rows,
    applied: applied.slice(0, -1),
  });
  await expectNoDrift(target);
});
