import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, journalDirectory, startEngine, withoutPlanLimits } from "@/test/engine";
import { makeInstance } from "@/test/instance";
import { makeKey, type TestKey } from "@/test/key";
import { recoveryIn } from "@/test/recovery";
import { requestRow } from "@/test/request-row";
import { ROOT } from "@/test/root";
import { Journal } from "./journal";
import { adoptDeadInstances, replayLeftJournals } from "./recovery";
import { type RequestRow, ROWS } from "./row";
import { UnknownJournal } from "./unknown-journal";

/*
 * Journals that programs of other versions have left, and journals that something has damaged. test/journals has what
 * each of them wrote of the same rows.
 */

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const AGREES = [0, 0, 0, 0];
const LEASED = 60;

const stateOf = (key: TestKey) => accountOf(own.db, account.accountId, key.id);
const replay = (root: string, onSetAside?: (fields: object, message: string) => void) =>
  replayLeftJournals(recoveryIn(own.db.$client, root, onSetAside));

/** The ids that rows have in test/journals, and the first part of those of requests. */
const ACCOUNT = "0190aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa";
const KEY = "0190bbbb-bbbb-7bbb-8bbb-bbbbbbbbbbbb";
const REQUEST = "0190cccc-cccc-7ccc-8ccc-";

const fixture = (name: string) => fs.readFileSync(path.join(ROOT, "test/journals", name), "utf8");

/** A file of test/journals, as if its rows were of this key. */
function textOf(name: string, key: TestKey): string {
  return fixture(name)
    .replaceAll(ACCOUNT, account.accountId)
    .replaceAll(KEY, key.id)
    .replaceAll(REQUEST, uuidv7().slice(0, REQUEST.length));
}

/** A dead instance that has leased admissions of a key, and what it left in its journal. */
async function deadInstance(root: string, key: TestKey, files: Record<string, string>) {
  const id = uuidv7();
  await makeInstance(own.db, id);
  await own.db.execute(sql`update instances set heartbeat_at = now() - interval '1 minute',
    host = ${os.hostname()}, journal_dir = ${path.join(root, id)} where id = ${id}`);
  await own.db.execute(
    sql`insert into leases (key_id, instance_id, amount) values (${key.id}, ${id}, ${LEASED})`,
  );
  fs.mkdirSync(path.join(root, id));
  for (const [name, text] of Object.entries(files)) {
    fs.writeFileSync(path.join(root, id, name), text);
  }
  return id;
}

/** Once a test has seen that an instance is still there, with its journal or what could not be written of it in a folder. */
async function forget(dir: string): Promise<void> {
  const { length } = await own.db.execute(
    sql`delete from instances where journal_dir = ${dir} returning id`,
  );
  expect(length).toBe(1);
}

const idless = ({ id: _, keyId: _key, accountId: _account, ...rest }: RequestRow) => rest;

describe.each(["unnamed.rows", "named-1.rows"])(
  "a journal full of rows, as %s has them",
  (name) => {
    const rows: RequestRow[] = JSON.parse(fixture("rows.json"));
    const counted = rows.filter((row) => row.counted).length;

    test("is in the log after the upgrade, to the letter, and counts to the request", async () => {
      const key = await makeKey(account.ctx, { quotaTotal: 100 });
      const root = journalDirectory();
      // Twice, the second time with a line that a crash has torn.
      const text = textOf(name, key);
      const torn = text + ROWS.lineOf(requestRow()).slice(0, -30);
      await deadInstance(root, key, { "00000001.rows": text, "00000002.rows": torn });
      const heir = await startEngine(own.url, { journalRoot: root });
      expect(await stateOf(key)).toMatchObject({
        rows: rows.length,
        counted,
        leased: 0,
        drift: AGREES,
      });
      const logged = await own.db.execute(
        sql`select id, extract(epoch from at)::float8 * 1000 as "atMs", account_id as "accountId",
            key_id as "keyId", method, path, status, code, duration_ms as "durationMs", ip, credits,
            counted, user_agent as "userAgent", checks, leased
          from request_logs where key_id = ${key.id} order by id`,
      );
      expect([...logged].map((each) => idless(each as unknown as RequestRow))).toEqual(
        rows.map(idless),
      );
      expect(await heir.outcomes(key.hash, 100)).toEqual({
        admitted: 100 - counted,
        quota_total: counted,
      });
    });
  },
);

/** What this version does not read: of the next one, of another format, of before b1c84bd. */
const STRANGE: Array<[string, string, (key: TestKey) => string]> = [
  [
    "a newer program has left, with a column more",
    "00000001.rows",
    (key) => textOf("named-1.rows", key).replace("\tleased\n", "\tregion\tleased\n"),
  ],
  [
    "a newer program has left, which writes lines in another way",
    "00000001.rows",
    (key) => textOf("named-1.rows", key).replace("#latchkey-rows-1", "#latchkey-rows-2"),
  ],
  ["a newer program has left in files of other names", "00000001.bin", () => "\0\0\0"],
  [
    "a program of before b1c84bd has left, in lines of JSON",
    "00000001.jsonl",
    (key) => textOf("lines.jsonl", key),
  ],
];

describe.each(STRANGE)("a journal that %s", (_who, name, text) => {
  test("is refused in one clear line by a start, and nothing of it is touched", async () => {
    const key = await makeKey(account.ctx, { quotaTotal: 100 });
    const root = journalDirectory();
    const files = { [name]: text(key), "00000002.rows": textOf("named-1.rows", key) };
    const id = await deadInstance(root, key, files);
    await expect(startEngine(own.url, { journalRoot: root })).rejects.toThrow(UnknownJournal);
    await expect(replay(root)).rejects.toThrow(
      `holds log rows that this version cannot read, ${path.join(root, id, name)} (`,
    );
    expect(fs.readdirSync(root)).toEqual([id]);
    expect(fs.readdirSync(path.join(root, id)).sort()).toEqual(Object.keys(files).sort());
    expect(await stateOf(key)).toMatchObject({ rows: 0, leased: LEASED });
    await forget(path.join(root, id));
  });

  test("is told once by an instance that runs; its leases stay, and others are taken over", async () => {
    const key = await makeKey(account.ctx, { quotaTotal: 100 });
    const root = journalDirectory();
    const strange = await deadInstance(root, key, { [name]: text(key) });
    const known = await deadInstance(root, key, { "00000001.rows": textOf("named-1.rows", key) });
    const told: string[] = [];
    const adopt = () =>
      adoptDeadInstances(recoveryIn(own.db.$client, root, (_, message) => told.push(message)));
    expect(await adopt()).toMatchObject([{ id: known }]);
    expect(await adopt()).toEqual([]);
    expect(told).toEqual(["a dead instance's leases must stay"]);
    expect(await stateOf(key)).toMatchObject({ leased: LEASED });
    expect(fs.existsSync(path.join(root, strange, name))).toBe(true);
    await forget(path.join(root, strange));
  });
});

describe("what a dead instance's rows have spent that cannot be written", () => {
  const LINES = 10;

  /** A journal of rows that spent the lease, three of which are spoilt. */
  async function spoilt(
    spoil: (root: string, rows: RequestRow[], key: TestKey) => Record<string, string>,
  ) {
    const key = await makeKey(account.ctx, { quotaTotal: 100 });
    const root = journalDirectory();
    const rows = Array.from({ length: LINES }, () =>
      requestRow({ accountId: account.accountId, keyId: key.id }),
    );
    const id = await deadInstance(root, key, spoil(root, rows, key));
    return { key, root, id };
  }

  const written = (rows: readonly RequestRow[]) =>
    ROWS.head + rows.map((row) => ROWS.lineOf(row)).join("");
  const damaged = () =>
    spoilt((_root, rows) => ({
      "00000001.rows": written(rows)
        .split("\n")
        .map((line, i) => ([2, 5, 9].includes(i) ? line.replaceAll("\t", " ") : line))
        .join("\n"),
    }));
  const refused = () =>
    spoilt((_root, rows) => ({
      "00000001.rows": written(
        rows.map((row, i) => ([2, 5, 9].includes(i) ? { ...row, status: 99_999 } : row)),
      ),
    }));

  test.each([
    ["lines that cannot be read", damaged],
    ["rows that the database refuses", refused],
  ])("stays leased (%s): a quota never admits one too many", async (_what, make) => {
    const { key, root, id } = await make();
    const heir = await startEngine(own.url, { journalRoot: root });
    expect(await stateOf(key)).toMatchObject({ counted: 7, leased: 3, drift: AGREES });
    expect(fs.existsSync(path.join(root, id))).toBe(false);
    // 7 are in the log, and 3 may have been spent.
    expect(await heir.outcomes(key.hash, 100)).toEqual({ admitted: 90, quota_total: 10 });
    // Nobody takes it for settled later, neither who runs nor who starts.
    expect(await adoptDeadInstances(recoveryIn(own.db.$client, root))).toEqual([]);
    await heir.stop();
    const next = await startEngine(own.url, { journalRoot: root });
    expect(await next.outcomes(key.hash, 10)).toEqual({ quota_total: 10 });
    await forget(root);
  });

  test("stays leased where several read the journal at once", async () => {
    const { key, root } = await damaged();
    const adopt = () => adoptDeadInstances(recoveryIn(own.db.$client, root));
    await Promise.all([adopt(), replay(root), adopt()]);
    await adopt();
    expect(await stateOf(key)).toMatchObject({ counted: 7, leased: 3, drift: AGREES });
    await forget(root);
  });

  test("stays leased where the folder stays, and is read once more with nothing in it", async () => {
    const { key, root, id } = await damaged();
    fs.writeFileSync(path.join(root, id, "notes.txt"), "somebody's");
    for (let times = 0; times < 2; times++) {
      await replay(root);
      expect(await adoptDeadInstances(recoveryIn(own.db.$client, root))).toEqual([]);
      expect(await stateOf(key)).toMatchObject({ counted: 7, leased: 3, drift: AGREES });
    }
    await forget(root);
  });

  test("keeps no instance that had leased nothing more", async () => {
    const { key, root, id } = await damaged();
    await own.db.execute(sql`update leases set amount = 7 where instance_id = ${id}`);
    await replay(root);
    expect(await stateOf(key)).toMatchObject({ counted: 7, leased: 0 });
    expect(await own.db.execute(sql`select from instances where id = ${id}`)).toHaveLength(0);
  });

  test("of other keys each line may have spent one, and all else is free again", async () => {
    const { key, root, id } = await damaged();
    const [other, poor] = [await makeKey(account.ctx), await makeKey(account.ctx)];
    await own.db.execute(sql`insert into leases (key_id, instance_id, amount)
      values (${other.id}, ${id}, 50), (${poor.id}, ${id}, 1)`);
    await replay(root);
    const left = [key, other, poor].map(async (each) => (await stateOf(each)).leased);
    expect(await Promise.all(left)).toEqual([3, 3, 1]);
    await forget(root);
  });
});

test("a journal's file says its columns, and still does when all of it was settled", () => {
  const dir = path.join(journalDirectory(), uuidv7());
  const journal = new Journal(dir);
  const [file] = fs.readdirSync(dir);
  const text = () => fs.readFileSync(path.join(dir, file!), "utf8");
  expect(text()).toBe(ROWS.head);
  const { segment } = journal.append([requestRow()]);
  expect(text().startsWith(ROWS.head)).toBe(true);
  journal.settle(new Map([[segment, 1]]));
  expect(text()).toBe(ROWS.head);
  const later = requestRow();
  journal.append([later]);
  expect(ROWS.rowsInFile(Buffer.from(text()), "a file")).toEqual([later]);
  journal.close();
});
