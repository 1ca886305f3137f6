import fs from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refusedFile } from "@/lib/requests/journal/set-aside";
import { checkRuns } from "@/lib/usage/check-runs";
import { makeAccount, type TestAccount } from "@/test/account";
import { collect } from "@/test/collect";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, startEngine, type TestEngine, withoutPlanLimits } from "@/test/engine";
import { makeKey, type TestKey } from "@/test/key";
import { asIfKilled } from "@/test/left-behind";

/*
 * A row that the database refuses while its instance lives. What it has spent is in no log: it must stay leased, whichever
 * way the instance ends.
 */

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const IN_TIME = { timeout: 30_000, interval: 50 };
const QUOTA = 10;
const stateOf = (key: TestKey) => accountOf(own.db, account.accountId, key.id);
const instancesOf = (root: string) =>
  own.db.execute<{ id: string; journal_dir: string; run_id: string }>(
    sql`select id, journal_dir, run_id from instances where journal_dir like ${`${root}%`}`,
  );

/** Three requests are admitted, and the row of the second is refused. */
async function refuseOne(one: TestEngine, key: TestKey): Promise<void> {
  for (const status of [200, 99_999, 200]) {
    const admission = await one.admit(key.hash);
    one.engine.record(admission, { status, code: null, credits: 1 });
  }
  await one.engine.writer.drain();
}

const next = ({ journalRoot }: TestEngine) => startEngine(own.url, { journalRoot });

/** How an instance ends, who answers after it, and what becomes of the run. */
const ENDINGS: Array<[string, string, (one: TestEngine) => Promise<TestEngine>]> = [
  [
    "leaves in order",
    "ended",
    async (one) => {
      await one.stop();
      return next(one);
    },
  ],
  [
    "joins anew",
    "ended",
    async (one) => {
      const [before] = await instancesOf(one.journalRoot);
      await own.db.execute(sql`update change_version set version = 0`);
      await expect
        .poll(async () => {
          const now = await instancesOf(one.journalRoot);
          return now.some(({ id, journal_dir: dir }) => id !== before!.id && dir.endsWith(id));
        }, IN_TIME)
        .toBe(true);
      await expect.poll(() => one.engine.isInTouch(), IN_TIME).toBe(true);
      return one;
    },
  ],
  [
    "is killed",
    // This process goes on: see the next test.
    "live",
    async (one) => {
      asIfKilled(one.journalRoot);
      return next(one);
    },
  ],
];

test.each(ENDINGS)(
  "what a refused row has spent stays leased when its instance %s, and nothing more does",
  async (_how, state, end) => {
    const key = await makeKey(account.ctx, { quotaTotal: QUOTA });
    const one = await startEngine(own.url);
    const [instance] = await instancesOf(one.journalRoot);
    await refuseOne(one, key);
    const heir = await end(one);
    await expect
      .poll(() => stateOf(key), IN_TIME)
      .toMatchObject({ counted: 2, leased: 1, drift: [0, 0, 0, 0] });
    const outcomes = [];
    for (let i = 0; i < QUOTA; i++) outcomes.push(await heir.outcome(key.hash));
    expect(outcomes.filter((outcome) => outcome === "admitted")).toHaveLength(QUOTA - 3);
    // It was told and set aside once.
    const aside = fs.readFileSync(refusedFile(heir.journalRoot), "utf8");
    expect(aside.trim().split("\n")).toHaveLength(1);
    await heir.stop();
    const checked = async () =>
      (await collect(checkRuns({ db: own.db }))).find((each) => each.run === instance!.run_id);
    await expect.poll(checked, IN_TIME).toMatchObject({ state, setAside: 1, drift: 0 });
    // Nor does whoever comes after that free it.
    const later = await next(heir);
    expect(await later.outcome(key.hash)).toBe("quota_total");
    expect(await stateOf(key)).toMatchObject({ counted: QUOTA - 1, leased: 1 });
  },
  60_000,
);

test("an instance that was taken for dead with a refused row finds itself ended, and gives nothing of it back", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: QUOTA });
  const one = await startEngine(own.url);
  await refuseOne(one, key);
  asIfKilled(one.journalRoot);
  const heir = await next(one);
  await expect.poll(() => one.complaints, IN_TIME).toContain("taken for dead; joining anew");
  await expect.poll(() => one.engine.isInTouch(), IN_TIME).toBe(true);
  const outcomes = [];
  for (let i = 0; i < QUOTA; i++) {
    outcomes.push(await one.outcome(key.hash), await heir.outcome(key.hash));
  }
  expect(outcomes.filter((outcome) => outcome === "admitted")).toHaveLength(QUOTA - 3);
}, 60_000);

test("a refused row that the journal cannot keep yet is set aside once, however often it is tried", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: QUOTA });
  const one = await startEngine(own.url);
  const [instance] = await instancesOf(one.journalRoot);
  const [name] = fs.readdirSync(instance!.journal_dir).filter((file) => file.endsWith(".rows"));
  // Where its line belongs lies a folder.
  const inTheWay = path.join(
    instance!.journal_dir,
    name!.replace(/^\d+/, (n) => "0".repeat(n.length)),
  );
  fs.mkdirSync(inTheWay);
  const admission = await one.admit(key.hash);
  one.engine.record(admission, { status: 99_999, code: null, credits: 1 });
  const tries = () => one.complaints.filter((line) => line.includes("EISDIR")).length;
  await expect.poll(tries, IN_TIME).toBeGreaterThan(2);
  fs.rmdirSync(inTheWay);
  await one.engine.writer.drain();
  const aside = fs.readFileSync(refusedFile(one.journalRoot), "utf8");
  expect(aside.trim().split("\n")).toHaveLength(1);
  expect(await stateOf(key)).toMatchObject({ counted: 0 });
}, 60_000);
