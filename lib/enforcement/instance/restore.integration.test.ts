import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "@/db/drizzle";
import { migrateDatabase } from "@/db/migrate";
import { findKeyForRequest } from "@/db/queries/enforcement";
import { isSchemaMissing } from "@/lib/storage/database-error";
import { hashSecret, newSecret } from "@/lib/credentials/secret";
import { whyNotReady } from "@/lib/instance/readiness";
import { makeAccount, type TestAccount } from "@/test/account";
import { ownDatabase } from "@/test/database";
import { accountOf, startEngine, type TestEngine, withoutPlanLimits } from "@/test/engine";
import { SystemPostgres, whyNoSystemPostgres } from "@/test/faults/system-postgres";
import { makeKey, type TestKey } from "@/test/key";

/*
 * Real pg_dump and pg_restore. The system's can only dump servers that are not newer than they are: the server is the
 * system's, too.
 */

const PATIENCE_MS = 180_000;
const IN_TIME = { timeout: 60_000, interval: 50 };
const IP = "198.51.100.7";
const IP_BLOCK = { failures: 2, windowMs: 60_000, blockMs: 60_000 };

if (whyNoSystemPostgres !== null) test.skip(`restores: ${whyNoSystemPostgres}`);
const needsPostgres = test.skipIf(whyNoSystemPostgres !== null);

let server: SystemPostgres;
beforeAll(async () => {
  if (whyNoSystemPostgres === null) server = await SystemPostgres.start({ fsync: "off" });
});
afterAll(() => server?.remove());

let made = 0;
let parts: Awaited<ReturnType<typeof startParts>>;
beforeEach(async () => {
  if (whyNoSystemPostgres === null) parts = await startParts();
});

/** It goes on after what it cannot do, such as to drop the keys of partitions, and says so at its end. */
const TOLERANT = /errors ignored on restore/;

/** A database with a dump of it, in which there are some keys; and one that came after the dump. */
async function startParts() {
  const name = `restored_${++made}`;
  const url = server.urlOf(name);
  await server.ask(`create database ${name}`);
  await migrateDatabase(url);
  const db = openDatabase({ url, max: 3, name: "latchkey-test" });
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  await withoutPlanLimits(db);
  const account = await makeAccount(db, { cleanup: false });
  const [warm, cold, limited] = [
    await makeKey(account.ctx),
    await makeKey(account.ctx),
    await makeKey(account.ctx, { quotaTotal: 50 }),
  ];
  const client = ["-h", "127.0.0.1", "-p", String(server.port), "-U", "postgres"];
  const at = server.keep("dump", await server.tool("pg_dump", [...client, "-Fc", "-d", name]));
  const restore = (...args: string[]) =>
    server.tool("pg_restore", [...client, "-d", name, ...args, at], TOLERANT);
  const listed = String(await server.tool("pg_restore", ["-l", at]));
  const data = listed.split("\n").filter((line) => line.includes(" TABLE DATA "));
  return { url, db, account, warm: warm!, cold: cold!, limited: limited!, restore, data };
}

const stateOf = (account: TestAccount, key: TestKey) =>
  accountOf(parts.db, account.accountId, key.id);

/** What is told of keys that a restore has not brought yet, of which nothing is remembered. */
async function askAll(one: TestEngine): Promise<Record<string, string>> {
  one.engine.keys.clear();
  const { warm, cold, limited } = parts;
  const unknown = hashSecret(newSecret("lk"));
  const of = (hash: string) => one.outcome(hash, { ip: IP });
  return {
    warm: await of(warm.hash),
    cold: await of(cold.hash),
    limited: await of(limited.hash),
    unknown: await of(unknown),
  };
}

const lookUp = (hash: string) =>
  findKeyForRequest(parts.db.$client, hash).catch((error: unknown) => {
    if (isSchemaMissing(error)) return "half";
    throw error;
  });

/** Does each step of a restore, and holds that no key is told bad meanwhile. */
async function restoreInSteps(one: TestEngine, steps: Array<() => Promise<unknown>>) {
  const told: string[] = [];
  for (const step of steps) {
    await step();
    // Nor by the lookup alone, which may come before the next heartbeat.
    for (const hash of [parts.cold.hash, hashSecret(newSecret("lk"))]) {
      expect(await lookUp(hash)).not.toBeNull();
    }
    const { unknown, ...ofTheDump } = await askAll(one);
    for (const outcome of Object.values(ofTheDump)) {
      expect(["admitted", "unavailable"]).toContain(outcome);
    }
    told.push(unknown!);
  }
  return told;
}

/** An item of a dump, restored alone. */
const only =
  (line: string, ...args: string[]) =>
  async () => {
    const list = server.keep("list", Buffer.from(`${line}\n`));
    await parts.restore("-L", list, ...args);
  };

const waitingForLocks = async () =>
  (
    await parts.db.execute(
      sql`select from pg_stat_activity where application_name = 'latchkey-engine'
            and datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).length;

async function expectAllWell(one: TestEngine) {
  const { warm, limited, account, db } = parts;
  await expect.poll(() => one.outcome(warm.hash, { ip: IP }), IN_TIME).toBe("admitted");
  await expect.poll(() => whyNotReady({ sql: db.$client, engine: one.engine }), IN_TIME).toBeNull();
  expect(await one.outcome(hashSecret(newSecret("lk")), { ip: IP })).toBe("invalid_key");
  const [blocked] = await db.execute(sql`select from ip_blocks`);
  expect(blocked).toBeUndefined();
  // It is among the instances again, with what it has leased, and a quota is exact.
  const outcomes = await one.outcomes(limited.hash, 60);
  expect(outcomes.quota_total).toBeGreaterThan(0);
  await one.engine.writer.drain();
  const [own] = await db.execute(
    sql`select from instances where journal_dir like ${`${one.journalRoot}%`}
          and heartbeat_at > now() - interval '10 seconds'`,
  );
  expect(own).toBeDefined();
  expect(await stateOf(account, limited)).toMatchObject({ counted: 50, drift: [0, 0, 0, 0] });
  expect(await stateOf(account, warm)).toMatchObject({ drift: [0, 0, 0, 0] });
}

needsPostgres(
  "while a dump is restored, step by step, no key of it is told invalid, and nobody is blocked",
  async () => {
    const { restore, data, db } = parts;
    const one = await startEngine(parts.url, { ipBlock: IP_BLOCK });
    expect(await askAll(one)).toMatchObject({ warm: "admitted", unknown: "invalid_key" });
    await one.engine.writer.drain();
    const told = await restoreInSteps(one, [
      () => db.execute(sql`drop schema public cascade`),
      () => db.execute(sql`drop schema drizzle cascade`),
      () => db.execute(sql`create schema public`),
      () => restore("--section=pre-data"),
      ...data.map((line) => only(line)),
    ]);
    expect(new Set(told)).toEqual(new Set(["unavailable"]));
    expect(await whyNotReady({ sql: parts.db.$client, engine: one.engine })).toBe(
      "the database is not all there: a dump is being restored",
    );
    await restore("--section=post-data");
    await expectAllWell(one);
    expect(
      one.complaints.filter((line) => line.startsWith("the database is not all there")),
    ).toHaveLength(1);
  },
  PATIENCE_MS,
);

needsPostgres(
  "a restore of rows alone is not over before its last table",
  async () => {
    const { data, db } = parts;
    expect(data.at(-1)).toContain(" whole_database ");
    const one = await startEngine(parts.url, { ipBlock: IP_BLOCK });
    const tables = data.map((line) => line.split(" ").at(-2)!);
    const told = await restoreInSteps(one, [
      () =>
        db.execute(
          sql.raw(`truncate ${tables.filter((t) => !t.startsWith("__")).join(", ")} cascade`),
        ),
      ...data
        .filter((line) => !line.includes("__"))
        .slice(0, -1)
        .map((line) => only(line, "--data-only", "--disable-triggers")),
    ]);
    expect(new Set(told)).toEqual(new Set(["unavailable"]));
    await only(data.at(-1)!, "--data-only", "--disable-triggers")();
    await expectAllWell(one);
  },
  PATIENCE_MS,
);

needsPostgres(
  "what was answered before a restore and not written yet is written after it, each once",
  async () => {
    const { restore, warm, account, db } = parts;
    const one = await startEngine(parts.url);
    await expect.poll(() => one.outcome(warm.hash), IN_TIME).toBe("admitted");
    await one.engine.writer.drain();
    const before = (await stateOf(account, warm)).rows;
    // Held back: the batch that would write them waits, and is then lost with its connection.
    const ids: string[] = [];
    await db.$client.begin(async (tx) => {
      await tx`lock table request_logs in exclusive mode`;
      for (let i = 0; i < 25; i++) ids.push((await one.ask(warm.hash)).requestId);
      await expect.poll(() => waitingForLocks(), IN_TIME).toBeGreaterThan(0);
      await db.execute(sql`delete from whole_database`);
      await expect.poll(() => one.engine.isDatabaseWhole, IN_TIME).toBe(false);
      await db.execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity
            where application_name = 'latchkey-engine' and datname = current_database()`,
      );
      await expect.poll(() => waitingForLocks(), IN_TIME).toBe(0);
    });
    expect(one.engine.writer.backlog).toBe(25);
    await restore("--clean", "--if-exists");
    await expectAllWell(one);
    const rows = await db.execute<{ id: string }>(
      sql`select id from request_logs where key_id = ${warm.id}`,
    );
    const found = rows.map(({ id }) => id);
    expect(found).toEqual(expect.arrayContaining(ids));
    expect(new Set(found).size).toBe(found.length);
    expect(before).toBeGreaterThan(0);
  },
  PATIENCE_MS,
);

test("a database without any account takes no key for a wrong one, until there is one", async () => {
  const own = await ownDatabase();
  onTestFinished(() => own.remove());
  const one = await startEngine(own.url, { ipBlock: IP_BLOCK });
  const unknown = hashSecret(newSecret("lk"));
  for (let i = 0; i < 3; i++) expect(await one.outcome(unknown, { ip: IP })).toBe("unavailable");
  const account = await makeAccount(own.db, { cleanup: false });
  const key = await makeKey(account.ctx);
  expect(await one.outcome(unknown, { ip: IP })).toBe("invalid_key");
  expect(await one.outcome(key.hash, { ip: IP })).toBe("admitted");
});
