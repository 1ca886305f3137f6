import fs from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, journalDirectory, startEngine, withoutPlanLimits } from "@/test/engine";
import { makeInstance } from "@/test/instance";
import { makeKey, type TestKey } from "@/test/key";
import { leftBehind } from "@/test/left-behind";
import { recoveryIn } from "@/test/recovery";
import { requestRow } from "@/test/request-row";
import { replayLeftJournals } from "./recovery";
import { ROWS } from "./row";

/* A journal whose files something has damaged where they say what they are, and not in their rows. */

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const AGREES = [0, 0, 0, 0];
const ROWS_LEFT = 10;
const LEASED = 60;
const stateOf = (key: TestKey) => accountOf(own.db, account.accountId, key.id);

/** An instance that the database knows, and that has left rows which spent a part of its lease. */
async function instance(owner?: object) {
  const key = await makeKey(account.ctx, { quotaTotal: 100 });
  const root = journalDirectory();
  const rows = Array.from({ length: ROWS_LEFT }, () =>
    requestRow({ accountId: account.accountId, keyId: key.id }),
  );
  const id = leftBehind(root, rows, owner);
  await makeInstance(own.db, id);
  await own.db.execute(
    sql`insert into leases (key_id, instance_id, amount) values (${key.id}, ${id}, ${LEASED})`,
  );
  const told: string[] = [];
  const replay = () =>
    replayLeftJournals(recoveryIn(own.db.$client, root, (_, message) => told.push(message)));
  return { key, root, id, told, replay };
}

const silence = (id: string) =>
  own.db.execute(
    sql`update instances set heartbeat_at = now() - interval '1 minute' where id = ${id}`,
  );

describe("a first line of a journal that something has damaged", () => {
  async function damage(from: number, to: number) {
    const left = await instance();
    await silence(left.id);
    const dir = path.join(left.root, left.id);
    const file = path.join(dir, fs.readdirSync(dir)[0]!);
    const bytes = fs.readFileSync(file);
    bytes.fill(0, from, to);
    fs.writeFileSync(file, bytes);
    return { ...left, lines: bytes.toString("utf8") };
  }
  const unreadable = (root: string) => fs.readFileSync(path.join(root, "unreadable.rows"), "utf8");
  const SET_ASIDE = "lines of a journal cannot be read and are set aside";

  test("in one byte is told, and costs neither a row nor an admission", async () => {
    const { key, root, replay, told, lines } = await damage(20, 21);
    expect(await replay()).toBe(ROWS_LEFT);
    expect(await stateOf(key)).toMatchObject({ counted: ROWS_LEFT, leased: 0, drift: AGREES });
    expect(told).toEqual([SET_ASIDE]);
    expect(unreadable(root)).toBe(lines.slice(0, ROWS.head.length));
  });

  test("beyond reading makes its lines such that cannot be read: the start goes on, and the quota holds", async () => {
    const { key, root, lines } = await damage(20, 80);
    const heir = await startEngine(own.url, { journalRoot: root });
    const kept = ROWS_LEFT + 1;
    expect(await stateOf(key)).toMatchObject({ counted: 0, leased: kept, drift: AGREES });
    expect(unreadable(root)).toBe(lines);
    expect(await heir.outcomes(key.hash, 100)).toEqual({
      admitted: 100 - kept,
      quota_total: kept,
    });
  });
});

test.each([0, 1, 20, ROWS.head.length - 1])(
  "a journal whose process died after %i bytes of its first file has nothing to tell",
  async (length) => {
    const { key, root, id, told, replay } = await instance();
    await silence(id);
    const dir = path.join(root, id);
    fs.truncateSync(path.join(dir, fs.readdirSync(dir)[0]!), length);
    expect(await replay()).toBe(0);
    expect(await stateOf(key)).toMatchObject({ counted: 0, leased: 0 });
    expect(told).toEqual([]);
    expect(fs.readdirSync(root)).toEqual([]);
  },
);

describe.each([
  ["is missing", null],
  ["is empty", ""],
  ["is half written", '{"host":"here","pi'],
  ["is damaged", "\0\0\0\0"],
  ["says nothing of a process", "null"],
  ["says what cannot be", '{"host":7,"pid":"x","startedAt":null}'],
])("where the mark of its process %s", (_what, mark) => {
  const spoil = (root: string, id: string) => {
    if (mark !== null) fs.writeFileSync(path.join(root, id, "owner.json"), mark);
  };

  test("a journal is left to an instance that lives, and read when it is silent", async () => {
    const { key, root, id, replay } = await instance();
    spoil(root, id);
    expect(await replay()).toBe(0);
    expect(await stateOf(key)).toMatchObject({ counted: 0, leased: LEASED });
    await silence(id);
    expect(await replay()).toBe(ROWS_LEFT);
    expect(await stateOf(key)).toMatchObject({ counted: ROWS_LEFT, leased: 0, drift: AGREES });
  });

  test("a journal is read at once where nobody knows its instance", async () => {
    const { key, root, id, replay } = await instance();
    spoil(root, id);
    await own.db.execute(sql`delete from instances where id = ${id}`);
    expect(await replay()).toBe(ROWS_LEFT);
    expect(await stateOf(key)).toMatchObject({ counted: ROWS_LEFT, drift: AGREES });
  });
});
