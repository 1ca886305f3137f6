import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, journalDirectory, startEngine, withoutPlanLimits } from "@/test/engine";
import { enterRun } from "@/db/queries/runs";
import { copyRows } from "@/test/copy-rows";
import { makeInstance } from "@/test/instance";
import { makeKey, type TestKey } from "@/test/key";
import { leftBehind } from "@/test/left-behind";
import { recoveryIn } from "@/test/recovery";
import { requestRow } from "@/test/request-row";
import { adoptDeadInstances, replayLeftJournals } from "./recovery";
import type { RequestRow } from "./row";
import { postgresRows } from "@/lib/requests/postgres-rows";
import { writeRows } from "../writing/writer";
import { byNobody } from "@/test/writing";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const AGREES = [0, 0, 0, 0];

const row = (key: TestKey, over: Partial<RequestRow> = {}) =>
  requestRow({
    accountId: account.accountId,
    keyId: key.id,
    path: '/api/v1/echo\\"\t\n',
    durationMs: 0.25,
    ip: "2001:db8::1",
    userAgent: "agent\\N\r",
    leased: false,
    ...over,
  });

/** Of this machine, and not running any more. */
const DEAD = { host: os.hostname(), pid: process.pid, startedAt: "0" };
const replay = (root: string) => replayLeftJournals(recoveryIn(own.db.$client, root));
const stateOf = (key: TestKey) => accountOf(own.db, account.accountId, key.id);

test("a journal that is replayed twice, and by two at once, gives each row once", async () => {
  const key = await makeKey(account.ctx);
  const root = journalDirectory();
  const rows = Array.from({ length: 500 }, (_, i) => row(key, { atMs: Date.now() - i * 7_001 }));
  const first = leftBehind(root, rows);
  const again = leftBehind(root, rows);
  fs.cpSync(path.join(root, first), path.join(root, uuidv7()), { recursive: true });
  // Two processes that start at once may both find it.
  await Promise.all([replay(root), replay(root), replay(root)]);
  expect(await stateOf(key)).toMatchObject({ rows: 500, ids: 500, counted: 500, drift: AGREES });
  expect(fs.existsSync(path.join(root, again))).toBe(false);
});

test("a batch that was written, though its writer died before it heard so, is not counted again", async () => {
  const key = await makeKey(account.ctx);
  // Any moment: both ways into the database must arrive at the same one, to the microsecond.
  const moments = fc.sample(
    fc.integer({ min: Date.now() - 29 * 86_400_000, max: Date.now() }),
    1_500,
  );
  const rows = moments.map((atMs) => row(key, { atMs }));
  await copyRows(own.db.$client, uuidv7(), rows.slice(0, 1_000));
  await writeRows(postgresRows(own.db.$client), byNobody(), rows.slice(500));
  await writeRows(postgresRows(own.db.$client), byNobody(), rows);
  const startedAt = performance.now();
  await expect(copyRows(own.db.$client, uuidv7(), rows.slice(0, 3))).rejects.toThrow();
  // Told at once, not by a deadline: the rows behind it are waiting.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(await stateOf(key)).toMatchObject({
    rows: 1_500,
    ids: 1_500,
    counted: 1_500,
    drift: AGREES,
  });
  const [sums] = await own.db.execute(
    sql`select t.counted::int, t.requests::int, t.credits::int,
          (select sum(counted)::int from usage_minutes where key_id = t.key_id) as minutes,
          (select sum(requests)::int from usage_hours where key_id = t.key_id) as hours,
          (select min(at) = t.first_at and max(at) = t.last_at from request_logs r
            where r.key_id = t.key_id) as edges
        from usage_totals t where t.key_id = ${key.id}`,
  );
  expect(sums).toEqual({
    counted: 1_500,
    requests: 1_500,
    credits: 1_500,
    minutes: 1_500,
    hours: 1_500,
    edges: true,
  });
});

test("both ways into the database keep a row as it was, to the letter", async () => {
  const key = await makeKey(account.ctx);
  const [copied, written] = [row(key), row(key)];
  await copyRows(own.db.$client, uuidv7(), [copied]);
  await writeRows(postgresRows(own.db.$client), byNobody(), [written]);
  const rows = await own.db.execute(
    sql`select id, extract(epoch from at)::float8 * 1000 as "atMs", account_id as "accountId",
          key_id as "keyId", method, path, status, code, duration_ms as "durationMs", ip, credits,
          counted, user_agent as "userAgent", checks, leased
        from request_logs where key_id = ${key.id} order by id`,
  );
  expect([...rows]).toEqual([copied, written].sort((a, b) => (a.id < b.id ? -1 : 1)));
});

test("what a dead instance spent is settled, and the rest of its lease is free again", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 100 });
  const root = journalDirectory();
  const id = leftBehind(
    root,
    Array.from({ length: 30 }, () => row(key, { leased: true })),
    DEAD,
  );
  await makeInstance(own.db, id);
  await own.db.execute(
    sql`insert into leases (key_id, instance_id, amount) values (${key.id}, ${id}, 90)`,
  );
  const heir = await startEngine(own.url, { journalRoot: root });
  expect(await stateOf(key)).toMatchObject({ counted: 30, leased: 0 });
  expect(await heir.outcomes(key.hash, 100)).toEqual({ admitted: 70, quota_total: 30 });
});

test("a line that something has damaged is set aside, and all others are written", async () => {
  const key = await makeKey(account.ctx);
  const root = journalDirectory();
  const id = leftBehind(root, [row(key), row(key), row(key)]);
  const [segment] = fs.readdirSync(path.join(root, id)).filter((name) => name.endsWith(".rows"));
  const file = path.join(root, id, segment!);
  const [head, first, second, third] = fs.readFileSync(file, "utf8").split("\n");
  const damaged = second!.replaceAll("\t", " ");
  // The last one was torn by a crash, and so never answered.
  fs.writeFileSync(file, [head, first, damaged, third, first!.slice(0, 20)].join("\n"));
  expect(await replay(root)).toBe(2);
  expect(await stateOf(key)).toMatchObject({ rows: 2, drift: AGREES });
  expect(fs.readFileSync(path.join(root, "unreadable.rows"), "utf8")).toBe(damaged + "\n");
});

test("a row that the database will never take does not stop the start; it is set aside", async () => {
  const key = await makeKey(account.ctx);
  const root = journalDirectory();
  const poison = row(key, { status: 99_999 });
  const good = [row(key), row(key), row(key)];
  leftBehind(root, [good[0]!, poison, ...good.slice(1)]);
  const heir = await startEngine(own.url, { journalRoot: root });
  expect(await stateOf(key)).toMatchObject({ rows: 3, drift: AGREES });
  const aside = fs.readFileSync(path.join(root, "refused.jsonl"), "utf8");
  expect(JSON.parse(aside)).toEqual(poison);
  expect(await heir.outcome(key.hash)).toBe("admitted");
});

test("one row that the database refuses takes none of its batch with it", async () => {
  const key = await makeKey(account.ctx);
  const one = await startEngine(own.url);
  const admissions = await Promise.all(Array.from({ length: 50 }, () => one.admit(key.hash)));
  admissions.forEach((admission, i) => {
    const status = i === 17 ? 99_999 : 200;
    one.engine.record(admission, { status, code: null, credits: 1 });
  });
  await one.engine.writer.drain();
  expect(await stateOf(key)).toMatchObject({ rows: 49, drift: AGREES });
  const aside = JSON.parse(
    fs.readFileSync(path.join(one.journalRoot, "refused.jsonl"), "utf8"),
  ) as RequestRow;
  expect(aside.id).toBe(admissions[17]!.requestId);
  await one.stop();
  expect(fs.readdirSync(one.journalRoot)).toEqual(["refused.jsonl"]);
});

test("a refused row that cannot be set aside is tried again until it is", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 10 });
  const one = await startEngine(own.url);
  // No file can be made where a folder is.
  const aside = path.join(one.journalRoot, "refused.jsonl");
  fs.mkdirSync(aside);
  const admission = await one.admit(key.hash);
  one.engine.record(admission, { status: 99_999, code: null, credits: 1 });
  await expect.poll(() => one.complaints.join()).toContain("EISDIR");
  expect(one.engine.writer.backlog).toBe(1);
  fs.rmdirSync(aside);
  await one.engine.writer.drain();
  expect(JSON.parse(fs.readFileSync(aside, "utf8"))).toMatchObject({ id: admission.requestId });
  // It was answered: what it spent stays spent.
  const { leased } = await stateOf(key);
  expect(leased).toBeGreaterThan(0);
});

test("what a replay cannot write or read is told, and set aside", async () => {
  const key = await makeKey(account.ctx);
  const root = journalDirectory();
  const stranger = { ...key, id: uuidv7() };
  const id = leftBehind(root, [row(key), row(stranger)]);
  const [segment] = fs.readdirSync(path.join(root, id));
  fs.appendFileSync(path.join(root, id, segment!), "no row at all\n");
  const told: string[] = [];
  await replayLeftJournals(recoveryIn(own.db.$client, root, (_, message) => told.push(message)));
  expect(told).toEqual([
    "a log row was refused and set aside",
    "lines of a journal cannot be read and are set aside",
  ]);
  expect(await stateOf(key)).toMatchObject({ rows: 1, drift: AGREES });
});

test("nobody waits for admissions to come back that rows which cannot be written may have spent", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 1 });
  const root = journalDirectory();
  const id = leftBehind(root, [row(key, { status: 99_999, leased: true })], DEAD);
  await makeInstance(own.db, id);
  await own.db.execute(
    sql`insert into leases (key_id, instance_id, amount) values (${key.id}, ${id}, 1)`,
  );
  await replay(root);
  const asker = await makeInstance(own.db);
  const [grant] = await own.db.execute(
    sql`select granted, reached, recallable from latchkey_grant(${key.id}, ${asker}, 1, 1, 0)`,
  );
  expect(grant).toEqual({ granted: 0, reached: "total", recallable: false });
});

test.each([
  ["of an instance that is known", true],
  ["of one that is not known any more", false],
])(
  "several who read a journal at once, %s, count once what was set aside",
  async (_whose, isKnown) => {
    const key = await makeKey(account.ctx);
    const root = journalDirectory();
    const run = uuidv7();
    await enterRun(own.db.$client, run, "elsewhere");
    const owner = { host: "elsewhere", pid: 1, startedAt: null, run };
    const id = leftBehind(root, [row(key), row(key, { status: 99_999 })], owner);
    const [segment] = fs.readdirSync(path.join(root, id)).filter((name) => name.endsWith(".rows"));
    fs.appendFileSync(path.join(root, id, segment!), "no row at all\n");
    if (isKnown) await makeInstance(own.db, id);
    await own.db.execute(
      sql`update instances set heartbeat_at = now() - interval '1 minute', run_id = ${run} where id = ${id}`,
    );
    const adopt = () => adoptDeadInstances(recoveryIn(own.db.$client, root));
    await Promise.all([replay(root), adopt(), replay(root)]);
    const [told] = await own.db.execute(sql`
    select set_aside::int, written::int, journaled::int, ended_at is not null as ended from runs where id = ${run}`);
    expect(told).toEqual({ set_aside: 2, written: 1, journaled: 3, ended: true });
  },
);
