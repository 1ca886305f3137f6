import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, journalDirectory, startEngine, withoutPlanLimits } from "@/test/engine";
import { copyRows } from "@/test/copy-rows";
import { makeInstance } from "@/test/instance";
import { makeKey, type TestKey } from "@/test/key";
import { Journal } from "./journal";
import { adoptDeadInstances, replayLeftJournals } from "./recovery";
import type { RequestRow } from "./row";
import { writeRows } from "./writer";
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

function row(
  key: TestKey,
  over: Partial<Record<"at" | "status" | "leased", number>> = {},
): RequestRow {
  const at = over.at ?? Date.now();
  return [
    uuidv7(at),
    at,
    account.accountId,
    key.id,
    "GET",
    '/api/v1/echo\\"\t\n',
    over.status ?? 200,
    null,
    0.25,
    "2001:db8::1",
    1,
    1,
    over.leased ?? 0,
    0,
    "agent\\N\r",
    '{"second":[0,5],"minute":[1,100]}',
  ];
}

/** A journal as a process that died left it; without an owner's mark, unless one is given. */
function leftBehind(root: string, rows: RequestRow[], owner?: object): string {
  const id = uuidv7();
  const journal = new Journal(path.join(root, id));
  for (const each of rows) journal.append([each]);
  journal.close();
  if (owner) fs.writeFileSync(path.join(root, id, "owner.json"), JSON.stringify(owner));
  return id;
}

const DEAD_AFTER_MS = 10_000;
const replay = (root: string) => replayLeftJournals(own.db.$client, root, DEAD_AFTER_MS);
const stateOf = (key: TestKey) => accountOf(own.db, account.accountId, key.id);

test("a journal that is replayed twice, and by two at once, gives each row once", async () => {
  const key = await makeKey(account.ctx);
  const root = journalDirectory();
  const rows = Array.from({ length: 500 }, (_, i) => row(key, { at: Date.now() - i * 7_001 }));
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
  const rows = moments.map((at) => row(key, { at }));
  await copyRows(own.db.$client, uuidv7(), rows.slice(0, 1_000));
  await writeRows(own.db.$client, byNobody(), rows.slice(500));
  await writeRows(own.db.$client, byNobody(), rows);
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
  await writeRows(own.db.$client, byNobody(), [written]);
  const rows = await own.db.execute(
    sql`select id, extract(epoch from at)::float8 * 1000 as at, account_id, key_id, method, path,
          status, code, duration_ms, ip, credits, counted::int, user_agent, checks
        from request_logs where key_id = ${key.id} order by id`,
  );
  const expected = [copied, written]
    .map((each) => each.filter((_, i) => i !== 12 && i !== 13))
    .sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
  expect(rows.map((each) => Object.values(each))).toEqual(expected);
});

test("what a dead instance spent is settled, and the rest of its lease is free again", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 100 });
  const root = journalDirectory();
  const id = leftBehind(
    root,
    Array.from({ length: 30 }, () => row(key, { leased: 1 })),
  );
  await makeInstance(own.db, id);
  await own.db.execute(
    sql`insert into leases (key_id, instance_id, amount) values (${key.id}, ${id}, 90)`,
  );
  const heir = await startEngine(own.url, { journalRoot: root });
  expect(await stateOf(key)).toMatchObject({ counted: 30, leased: 0 });
  expect(await heir.outcomes(key.hash, 100)).toEqual({ admitted: 70, quota_total: 30 });
});

test("a journal from before an upgrade, in lines of JSON, is replayed too", async () => {
  const key = await makeKey(account.ctx);
  const root = journalDirectory();
  const dir = path.join(root, uuidv7());
  fs.mkdirSync(dir);
  const rows = [row(key), row(key)];
  const torn = JSON.stringify(row(key)).slice(0, -9);
  const lines = [...rows.map((each) => JSON.stringify(each)), torn].join("\n");
  fs.writeFileSync(path.join(dir, "00000001.jsonl"), lines);
  expect(await replay(root)).toBe(2);
  expect(await stateOf(key)).toMatchObject({ rows: 2, counted: 2, drift: AGREES });
});

/** As the database has an instance that stopped so long ago. */
async function silentFor(ms: number, host: string, journalDir: string, id: string): Promise<void> {
  await makeInstance(own.db, id);
  await own.db.execute(sql`update instances set host = ${host}, journal_dir = ${journalDir},
    heartbeat_at = now() - ${ms} * interval '1 millisecond' where id = ${id}`);
}

test("a container that came back under another name adopts the journal in its own directory", async () => {
  const key = await makeKey(account.ctx);
  const root = journalDirectory();
  const owner = { host: "the container before", pid: 1, startedAt: "1" };
  const id = leftBehind(root, [row(key)], owner);
  await silentFor(1_000, owner.host, path.join(root, id), id);
  expect(await replay(root)).toBe(0);
  expect(await adoptDeadInstances(own.db.$client, root, DEAD_AFTER_MS)).toEqual([]);
  await own.db.execute(sql`update instances set heartbeat_at = now() - interval '11 seconds'
    where id = ${id}`);
  const adopted = await adoptDeadInstances(own.db.$client, root, DEAD_AFTER_MS);
  expect(adopted).toMatchObject([{ id }]);
  expect(await stateOf(key)).toMatchObject({ rows: 1 });
  expect(fs.existsSync(path.join(root, id))).toBe(false);
});

test("what cannot be looked at from here is not taken for settled", async () => {
  const root = journalDirectory();
  const host = os.hostname();
  const [away, unreadable, gone] = [uuidv7(), uuidv7(), uuidv7()];
  // Another container's directory, under the same host name.
  await silentFor(60_000, host, `/not/mounted/here/${away}`, away);
  // Root reads any file, but no folder as one: another user's journal looks as strange.
  fs.mkdirSync(path.join(root, unreadable, "owner.json"), { recursive: true });
  await silentFor(60_000, host, path.join(root, unreadable), unreadable);
  // Settled and removed, here.
  await silentFor(60_000, host, path.join(root, gone), gone);
  await adoptDeadInstances(own.db.$client, root, DEAD_AFTER_MS);
  await replay(root);
  const left = await own.db.execute<{ id: string }>(sql`select id from instances
    where id in (${away}, ${unreadable}, ${gone})`);
  expect(left.map(({ id }) => id).sort()).toEqual([away, unreadable].sort());
  await own.db.execute(sql`delete from instances where id in (${away}, ${unreadable})`);
});

/** A folder that is somebody else's, though it looks like a journal. */
function strangersFolder(place: string): string {
  fs.mkdirSync(path.join(place, "deep"), { recursive: true });
  const owner = { host: os.hostname(), pid: 1, startedAt: "1" };
  fs.writeFileSync(path.join(place, "owner.json"), JSON.stringify(owner));
  fs.writeFileSync(path.join(place, "deep", "precious.txt"), "precious");
  fs.writeFileSync(path.join(place, "00000001.rows"), "precious\n");
  return place;
}

const isWhole = (place: string) =>
  ["owner.json", "deep/precious.txt", "00000001.rows"].every((name) =>
    fs.existsSync(path.join(place, name)),
  );

test("a row of instances has nothing removed or read outside of our own journals", async () => {
  const root = journalDirectory();
  const outside = journalDirectory();
  const host = os.hostname();
  const [anywhere, named, climbing, linked, entry] = Array.from({ length: 5 }, () => uuidv7());
  const cases = {
    [anywhere!]: strangersFolder(path.join(outside, "etc")),
    // Its name is the instance's, and it lies where no journal of ours does.
    [named!]: strangersFolder(path.join(outside, named!)),
    [climbing!]: strangersFolder(path.join(root, "neighbour")),
    [linked!]: strangersFolder(path.join(outside, "behind-a-link")),
  };
  for (const [id, place] of Object.entries(cases)) await silentFor(60_000, host, place, id);
  await own.db.execute(sql`update instances set journal_dir = ${`${root}/${climbing}/../neighbour`}
    where id = ${climbing}`);
  fs.symlinkSync(cases[linked!]!, path.join(root, linked!));
  // A link within a journal is read as little.
  leftBehind(root, []);
  fs.mkdirSync(path.join(root, entry!));
  fs.symlinkSync(
    path.join(outside, "etc", "deep", "precious.txt"),
    path.join(root, entry!, "00000001.rows"),
  );
  await silentFor(60_000, host, path.join(root, entry!), entry!);

  await adoptDeadInstances(own.db.$client, root, DEAD_AFTER_MS);
  await replay(root);
  expect(Object.values(cases).map(isWhole)).toEqual([true, true, true, true]);
  expect(fs.existsSync(path.join(root, "unreadable.rows"))).toBe(false);
  await own.db.execute(sql`delete from instances where host = ${host}`);
});

test("of a dead instance's folder only what a journal has is removed", async () => {
  const key = await makeKey(account.ctx);
  const root = journalDirectory();
  const owner = { host: os.hostname(), pid: 1, startedAt: "1" };
  const id = leftBehind(root, [row(key)], owner);
  fs.mkdirSync(path.join(root, id, "notes.rows"));
  fs.writeFileSync(path.join(root, id, "notes.txt"), "somebody's");
  expect(await replay(root)).toBe(1);
  expect(fs.readdirSync(path.join(root, id)).sort()).toEqual(["notes.rows", "notes.txt"]);
  // It stays, and is nobody's obstacle.
  expect(await replay(root)).toBe(0);
});

test("the journal of a living process, and one of another machine that lives, are left alone", async () => {
  const key = await makeKey(account.ctx);
  const root = journalDirectory();
  const stat = fs.readFileSync(`/proc/${process.pid}/stat`, "utf8");
  const startedAt = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  const host = os.hostname();
  const living = leftBehind(root, [row(key)], { host, pid: process.pid, startedAt });
  const elsewhere = leftBehind(root, [row(key)], { host: `not-${host}`, pid: 1, startedAt: "1" });
  await makeInstance(own.db, elsewhere);
  // Another container's, of this host's name: its pid says nothing here.
  const pidNamespace = "pid:[1]";
  const container = leftBehind(root, [row(key)], { host, pidNamespace, pid: 1, startedAt: "1" });
  await makeInstance(own.db, container);
  // The pid is in use again, by a process that started at another time.
  const reused = leftBehind(root, [row(key)], { host, pid: process.pid, startedAt: "1" });
  expect(await replay(root)).toBe(1);
  expect(fs.readdirSync(root).sort()).toEqual([living, elsewhere, container].sort());
  expect(fs.existsSync(path.join(root, reused))).toBe(false);
  expect(await stateOf(key)).toMatchObject({ rows: 1 });
});

test("a journal says in which namespace of pids its process is", async () => {
  const one = await startEngine(own.url);
  const [id] = fs.readdirSync(one.journalRoot);
  const owner = fs.readFileSync(path.join(one.journalRoot, id!, "owner.json"), "utf8");
  expect(JSON.parse(owner)).toMatchObject({ pidNamespace: fs.readlinkSync("/proc/self/ns/pid") });
});

test("a line that something has damaged is set aside, and all others are written", async () => {
  const key = await makeKey(account.ctx);
  const root = journalDirectory();
  const id = leftBehind(root, [row(key), row(key), row(key)]);
  const [segment] = fs.readdirSync(path.join(root, id)).filter((name) => name.endsWith(".rows"));
  const file = path.join(root, id, segment!);
  const lines = fs.readFileSync(file, "utf8").split("\n");
  const damaged = lines[1]!.replaceAll("\t", " ");
  // The last one was torn by a crash, and so never answered.
  fs.writeFileSync(file, [lines[0], damaged, lines[2], lines[0]!.slice(0, 20)].join("\n"));
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
  expect(aside[0]).toBe(admissions[17]!.requestId);
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
  expect(JSON.parse(fs.readFileSync(aside, "utf8"))[0]).toBe(admission.requestId);
  // It was answered: what it spent stays spent.
  const { leased } = await stateOf(key);
  expect(leased).toBeGreaterThan(0);
});

test.runIf(process.platform === "linux")(
  "a dead process that nobody has reaped is dead, and its journal does not wait",
  async () => {
    const key = await makeKey(account.ctx);
    const root = journalDirectory();
    // A shell whose child has ended, and that does not ask how: as the first process of some containers.
    const shell = spawn("sh", ["-c", "sleep 0.01 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    onTestFinished(() => void shell.kill("SIGKILL"));
    const [line] = (await once(shell.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    const stat = () => fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    await expect.poll(() => stat()[0]).toBe("Z");
    const owner = { host: os.hostname(), pid, startedAt: stat()[19] };
    leftBehind(root, [row(key)], owner);
    expect(await replay(root)).toBe(1);
    expect(await stateOf(key)).toMatchObject({ rows: 1, drift: AGREES });
  },
);

test("what a replay cannot write or read is told, and set aside", async () => {
  const key = await makeKey(account.ctx);
  const root = journalDirectory();
  const stranger = { ...key, id: uuidv7() };
  const id = leftBehind(root, [row(key), row(stranger)]);
  const [segment] = fs.readdirSync(path.join(root, id));
  fs.appendFileSync(path.join(root, id, segment!), "no row at all\n");
  const told: string[] = [];
  await replayLeftJournals(own.db.$client, root, DEAD_AFTER_MS, (_, message) => told.push(message));
  expect(told).toEqual([
    "a log row was refused and set aside",
    "lines of a journal cannot be read and are set aside",
  ]);
  expect(await stateOf(key)).toMatchObject({ rows: 1, drift: AGREES });
});
