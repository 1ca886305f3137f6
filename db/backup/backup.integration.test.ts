import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { copyFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type postgres from "postgres";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { applyFunctionNamed } from "@/db/apply-functions";
import { applyMigrations, knownMigrations } from "@/db/apply-migrations";
import { createBackup } from "@/db/backup/create";
import { readBackup } from "@/db/backup/read-archive";
import { restoreBackup } from "@/db/backup/restore";
import { LEFT_OUT, TABLES } from "@/db/backup/tables";
import { openSql } from "@/db/client";
import { openDatabase } from "@/db/drizzle";
import { migrateDatabase, onOneConnection } from "@/db/migrate";
import { insertDemoHistory } from "@/db/queries/demo-history";
import { checkUsage } from "@/lib/usage/check";
import { collect } from "@/test/collect";
import { makeAccount } from "@/test/account";
import { emptyDatabase, type OwnDatabase, ownDatabase, withParameter } from "@/test/database";
import { accountOf, startEngine, withoutPlanLimits } from "@/test/engine";
import { makeKey, type TestKey } from "@/test/key";
import { rewritten } from "@/test/rewrite-backup";
import { SmallDisk, whyNoDisks } from "@/test/small-disk";
import { expectTrafficOfLog } from "@/test/traffic-drift";

const QUOTA = 3_000;
/** A busy machine takes its time to start engines and to make databases. */
const LONG_MS = 120_000;
/** What COPY has to escape. */
const ALIAS = 'a\\N\tb\r"ö\\.';

let folder: string;
let own: OwnDatabase;
let accountId: string;
let key: TestKey;
/** Of `own`, with some history. */
let backup: string;

vi.setConfig({ testTimeout: LONG_MS, hookTimeout: LONG_MS });

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "latchkey-backup-"));
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  ({ accountId } = await makeAccount(own.db, { cleanup: false }));
  key = await makeKey({ db: own.db, accountId }, { alias: ALIAS, quotaTotal: QUOTA });
  await makeHistory();
  backup = path.join(folder, "history.backup");
  await createBackup({ url: own.url, file: backup, program: "1.2.3" });
});
afterAll(async () => {
  await own.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Some thousand requests of the last days, with all that counts them. */
async function makeHistory() {
  const busy = await makeKey({ db: own.db, accountId });
  await own.db.transaction((tx) =>
    insertDemoHistory((work) => work(tx), {
      accountId,
      requests: 3_000,
      streams: [
        {
          keyId: busy.id,
          from: new Date(Date.now() - 3 * 86_400_000).toISOString(),
          to: new Date().toISOString(),
          perHour: 10,
          endpoints: [{ method: "GET", path: "/api/v1/echo", typicalMs: 5 }],
          callers: [{ ip: "2001:db8::1", userAgent: "a\\b\tc\n" }],
          errorsPerMille: 50,
          limitedPerMille: 50,
          deactivatedAt: null,
          expiresAt: null,
          dailyReachedAt: null,
          quotaTotal: null,
        },
      ],
    }),
  );
}

const fileNamed = (name: string) => path.join(folder, name);

function openFor(url: string) {
  const db = openDatabase({ url, max: 2, name: "latchkey-test" });
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  return db;
}

async function emptyTarget() {
  const { url } = await emptyDatabase();
  return { url, db: openFor(url) };
}

/** All rows of a table, as text. */
async function rowsOf(sql: postgres.Sql, table: string): Promise<string[]> {
  const rows = await sql<Array<{ row: string }>>`
    select t::text as row from ${sql(table)} t order by 1`;
  return rows.map(({ row }) => row);
}

const SAME = TABLES.filter((name) => ![...LEFT_OUT, "change_version"].includes(name));

async function expectSame(from: postgres.Sql, to: postgres.Sql): Promise<void> {
  for (const table of SAME)
    expect(await rowsOf(to, table), table).toEqual(await rowsOf(from, table));
}

async function expectNoDrift(db: OwnDatabase["db"]): Promise<void> {
  const checks = await collect(checkUsage({ db }));
  expect(checks.length).toBeGreaterThan(0);
  expect(checks.filter(({ drift }) => drift !== 0)).toEqual([]);
  await expectTrafficOfLog(db, accountId);
}

test("every table of every migration is known, and a backup has all but what only running programs mean", async () => {
  const { url } = await emptyDatabase();
  await onOneConnection(url, async (sql) => {
    for (const tag of knownMigrations()) {
      await sql.begin((tx) => applyMigrations(tx, "public", tag));
      const there = await sql<Array<{ name: string }>>`
        select relname as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`;
      for (const { name } of there) expect(TABLES, `${name} of ${tag}`).toContain(name);
    }
  });
  const { manifest } = await readBackup(backup);
  expect(manifest.tables.map(({ name }) => name).sort()).toEqual(
    TABLES.filter((name) => !LEFT_OUT.includes(name)).sort(),
  );
});

test("a backup under load holds all that was answered before it, and counts and quotas go on where they were", async () => {
  const engines = [await startEngine(own.url), await startEngine(own.url)];
  let isOver = false;
  let answered = 0;
  const traffic = engines.map(async (engine) => {
    while (!isOver) {
      const { admitted = 0 } = await engine.outcomes(key.hash, 20);
      answered += admitted;
      // Beside everything else, so that the quota is not reached before the end: a backup waits for some seconds.
      await new Promise((resume) => setTimeout(resume, 200));
    }
  });
  onTestFinished(() => void (isOver = true));
  await expect.poll(() => answered, { timeout: LONG_MS }).toBeGreaterThan(100);
  const before = answered;
  const file = fileNamed("live.backup");
  const made = await createBackup({ url: own.url, file, program: "1.2.3" });
  expect(made).toMatchObject({ file, notHeardOf: 0, migration: knownMigrations().at(-1) });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await expect.poll(() => answered, { timeout: LONG_MS }).toBeGreaterThan(before + 100);
  isOver = true;
  await Promise.all(traffic);

  const target = await emptyTarget();
  const restored = await restoreBackup({ url: target.url, file });
  expect(restored).toMatchObject({ at: made.at, rows: made.rows, applied: [] });
  await expectNoDrift(target.db);
  const { rows, leased } = await accountOf(target.db, accountId, key.id);
  expect(rows).toBeGreaterThanOrEqual(before);
  expect(rows).toBeLessThan(answered);
  expect(leased).toBe(0);

  // Of what was left of the quota then, each is admitted and none too many.
  const engine = await startEngine(target.url);
  let admitted = 0;
  for (let got = 1; got > 0; admitted += got) {
    got = (await engine.outcomes(key.hash, 500)).admitted ?? 0;
  }
  expect(rows + admitted).toBe(QUOTA);
  await engine.stop();
  await expectNoDrift(target.db);
  for (const each of engines) await each.stop();
});

test("what is restored is what was there, row by row, in partitions of its own, and nobody was told of changes", async () => {
  const target = await emptyTarget();
  const heard: string[] = [];
  const listener = openSql({ url: target.url, max: 1, name: "latchkey-test" });
  onTestFinished(() => listener.end({ timeout: 1 }));
  await listener.listen("latchkey", (notice) => heard.push(notice));
  const file = fileNamed("same.backup");
  await createBackup({ url: own.url, file, program: "1.2.3" });
  await restoreBackup({ url: target.url, file });
  const sql = target.db.$client;
  await expectSame(own.db.$client, sql);
  expect(await rowsOf(sql, "request_logs_default")).toEqual([]);
  const [alias] = await sql`select alias from api_keys where id = ${key.id}`;
  expect(alias).toEqual({ alias: ALIAS });
  const numbers = async (of: postgres.Sql) =>
    Number((await of<[{ version: string }]>`select version from change_version`)[0].version);
  expect(await numbers(sql)).toBe((await numbers(own.db.$client)) + 1_000_000);
  expect(heard).toEqual([]);
  // Triggers work again.
  await sql`update api_keys set alias = 'another' where id = ${key.id}`;
  await expect.poll(() => heard.length).toBe(1);
  expect(await migrateDatabase(target.url)).toEqual([]);
});

test("it is restored into a migrated database that nobody uses yet, and into a schema of another name", async () => {
  const migrated = await ownDatabase();
  onTestFinished(() => migrated.remove());
  await restoreBackup({ url: migrated.url, file: backup });
  const { url } = await emptyDatabase();
  const inSchema = withParameter(url, "schema", "tenant");
  await restoreBackup({ url: inSchema, file: backup });
  const sql = openFor(inSchema).$client;
  for (const table of SAME) {
    expect(await rowsOf(sql, table), table).toEqual(await rowsOf(migrated.db.$client, table));
  }
});

test("a backup of an older program is restored as it was, and then brought up to date", async () => {
  const old = await emptyTarget();
  const [last, ...older] = [...knownMigrations()].reverse();
  const sql = old.db.$client;
  await sql.begin(async (tx) => {
    await applyMigrations(tx, "public", older[1]);
    await applyFunctionNamed(tx, "public", "latchkey_notify");
    // From the baseline on, migrations make these rows themselves.
    await tx`insert into plans (name, per_second) values ('pro', 5) on conflict do nothing`;
    await tx`insert into change_version (id, version) values (1, 0) on conflict do nothing`;
  });
  await sql`insert into accounts (id, name, plan) values (gen_random_uuid(), 'of old', 'pro')`;
  const file = fileNamed("older.backup");
  const made = await createBackup({ url: old.url, file, program: "1.0.0" });
  expect(made.migration).toBe(older[1]);
  const target = await emptyTarget();
  const restored = await restoreBackup({ url: target.url, file });
  expect(restored.applied).toEqual([older[0], last]);
  expect(await target.db.$client`select name from accounts`).toEqual([{ name: "of old" }]);
  // Not beside what later migrations have made already: what they do to data would be left out.
  const migrated = await ownDatabase();
  onTestFinished(() => migrated.remove());
  await expect(restoreBackup({ url: migrated.url, file })).rejects.toThrow(
    /^the backup is of migration .* into a database with nothing in it$/,
  );
});

test("a database with accounts, or with a Latchkey that runs on it, is refused and left as it is", async () => {
  await expect(restoreBackup({ url: own.url, file: backup })).rejects.toThrow(
    "the database holds accounts already",
  );
  const used = await ownDatabase();
  onTestFinished(() => used.remove());
  const engine = await startEngine(used.url);
  await expect(restoreBackup({ url: used.url, file: backup })).rejects.toThrow(
    "a Latchkey runs on the database",
  );
  await engine.stop();
  expect((await restoreBackup({ url: used.url, file: backup })).rows).toBeGreaterThan(3_000);
});

/** A copy of the backup with something done to it. */
function changed(name: string, change: (file: string) => void): string {
  const file = fileNamed(name);
  copyFileSync(backup, file);
  change(file);
  return file;
}

const flip = (at: number) => (file: string) => {
  const bytes = readFileSync(file);
  bytes[Math.floor(bytes.length * at)]! ^= 0xff;
  writeFileSync(file, bytes);
};

test("a file that is damaged, cut off or no backup is refused before anything is changed", async () => {
  const target = await emptyTarget();
  const refused = async (file: string, reason: RegExp) => {
    const said = await restoreBackup({ url: target.url, file }).catch((error: Error) => error);
    expect(said).toMatchObject({ name: "BackupError" });
    expect((said as Error).message).toMatch(reason);
    expect((said as Error).message).not.toContain("\n");
  };
  const size = statSync(backup).size;
  for (const at of [0.1, 0.5, 0.9]) {
    await refused(changed("flipped", flip(at)), /is damaged|is no backup of Latchkey/);
    await refused(
      changed("cut", (file) => truncateSync(file, Math.floor(size * at))),
      /is damaged|is no backup of Latchkey/,
    );
  }
  await refused(
    changed("begun", (file) => truncateSync(file, 0)),
    /is no backup of Latchkey$/,
  );
  await refused(
    changed("text", (file) => writeFileSync(file, "hello")),
    /is no backup/,
  );
  await refused(
    changed("zip", (file) => writeFileSync(file, gzipSync("hello"))),
    /is no backup/,
  );
  await refused(folder, /is no backup|cannot be read/);
  await refused(fileNamed("nowhere"), /cannot be read: ENOENT/);
  const [there] = await target.db.$client`select to_regclass('accounts') as there`;
  expect(there).toEqual({ there: null });
});

test("of a newer program it is refused", async () => {
  const file = fileNamed("newer.backup");
  await rewritten(backup, file, (manifest) => ({ ...manifest, migration: "9999_later" }));
  const target = await emptyTarget();
  await expect(restoreBackup({ url: target.url, file })).rejects.toThrow(
    /newer Latchkey \(1\.2\.3, migration 9999_later\)/,
  );
});

test("where loading fails amid the rows, nothing of it has happened", async () => {
  const file = fileNamed("unfit.backup");
  // As a table's rows would be that somebody has edited, sums and all: a key of no account.
  await rewritten(backup, file, (manifest) => manifest, {
    memberships: Buffer.from(`${crypto.randomUUID()}\t${crypto.randomUUID()}\towner\n`),
  });
  const target = await emptyTarget();
  await expect(restoreBackup({ url: target.url, file })).rejects.toThrow(
    /^the rows of memberships cannot be loaded: .*foreign key/,
  );
  const [there] = await target.db.$client`select to_regclass('accounts') as there`;
  expect(there).toEqual({ there: null });
});

test("a backup never replaces a file, and a failed one leaves none", async () => {
  await expect(createBackup({ url: own.url, file: backup, program: "1.2.3" })).rejects.toThrow(
    "is there already",
  );
  await expect(
    createBackup({ url: own.url, file: fileNamed("no/such"), program: "1.2.3" }),
  ).rejects.toThrow(/no\/such cannot be written: ENOENT/);
  const { url } = await emptyDatabase();
  const file = fileNamed("of-nothing");
  await expect(createBackup({ url, file, program: "1.2.3" })).rejects.toThrow("no Latchkey yet");
  expect(readdirSync(folder).filter((name) => name.includes("of-nothing"))).toEqual([]);
  expect(existsSync(file)).toBe(false);
});

test.skipIf(whyNoDisks !== null)(
  "a disk that is full amid a table ends the backup, with a line, no lock and no half of a file",
  async () => {
    const large = await ownDatabase();
    onTestFinished(large.remove);
    const sql = large.db.$client;
    // More than the sockets and streams on its way hold.
    await sql`
      insert into users (id, email, name)
      select gen_random_uuid(), 'of-' || n || '@example.com', encode(sha256(n::text::bytea), 'hex')
      from generate_series(1, 150000) n`;
    const disk = SmallDisk.mount(256 * 1024);
    const file = path.join(disk.dir, "large.backup");
    await expect(createBackup({ url: large.url, file, program: "1.2.3" })).rejects.toThrow(
      /large\.backup cannot be written: ENOSPC/,
    );
    expect(readdirSync(disk.dir)).toEqual([]);
    const locks = await sql`
      select pid from pg_locks join pg_database d on d.oid = database
      where locktype = 'advisory' and datname = current_database()`;
    expect(locks).toEqual([]);
  },
);
