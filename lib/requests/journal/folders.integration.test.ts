import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, journalDirectory, startEngine, withoutPlanLimits } from "@/test/engine";
import { makeInstance } from "@/test/instance";
import { makeKey, type TestKey } from "@/test/key";
import { leftBehind } from "@/test/left-behind";
import { recoveryIn } from "@/test/recovery";
import { requestRow } from "@/test/request-row";
import { adoptDeadInstances, replayLeftJournals } from "./recovery";

/* Whose journal a folder is, and what of it may be read and removed. */

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const row = (key: TestKey) =>
  requestRow({ accountId: account.accountId, keyId: key.id, leased: false });

const AGREES = [0, 0, 0, 0];
const replay = (root: string) => replayLeftJournals(recoveryIn(own.db.$client, root));
const stateOf = (key: TestKey) => accountOf(own.db, account.accountId, key.id);

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
  expect(await adoptDeadInstances(recoveryIn(own.db.$client, root))).toEqual([]);
  await own.db.execute(sql`update instances set heartbeat_at = now() - interval '11 seconds'
    where id = ${id}`);
  const adopted = await adoptDeadInstances(recoveryIn(own.db.$client, root));
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
  await adoptDeadInstances(recoveryIn(own.db.$client, root));
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

  await adoptDeadInstances(recoveryIn(own.db.$client, root));
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
