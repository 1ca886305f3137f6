import fs from "node:fs";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgresStore } from "@/lib/enforcement/postgres-store";
import { collect } from "@/test/collect";
import { makeAccount, type TestAccount } from "@/test/account";
import { cuttableDatabase } from "@/test/cuttable-database";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { journalDirectory, startEngine, type TestEngine, withoutPlanLimits } from "@/test/engine";
import { makeKey } from "@/test/key";
import { checkUsage } from "./check";
import { checkRuns, type RunCheck } from "./check-runs";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const IN_TIME = { timeout: 30_000, interval: 50 };

/** What is said of the run of an engine. */
async function runOf({ journalRoot }: TestEngine): Promise<string> {
  const [instance] = await own.db.execute<{ run_id: string }>(
    sql`select run_id from instances where journal_dir like ${`${journalRoot}%`}`,
  );
  return instance!.run_id;
}
const checked = async (run: string): Promise<RunCheck> =>
  (await collect(checkRuns({ db: own.db }))).find((each) => each.run === run)!;

async function answer(one: TestEngine, times: number): Promise<void> {
  const key = await makeKey(account.ctx);
  await expect.poll(() => one.outcome(key.hash), IN_TIME).toBe("admitted");
  for (let i = 1; i < times; i++) await one.ask(key.hash);
}

test("a run that lives says what it has answered within a second; one that ended says it for good", async () => {
  const one = await startEngine(own.url);
  const run = await runOf(one);
  await answer(one, 40);
  await one.engine.writer.drain();
  await expect.poll(async () => (await checked(run)).journaled, IN_TIME).toBe(40);
  expect(await checked(run)).toMatchObject({
    ...{ state: "live", journaled: 40, written: 40, setAside: 0, waiting: 0, drift: 0 },
  });
  await answer(one, 5);
  await one.stop();
  expect(await checked(run)).toMatchObject({
    ...{ state: "ended", journaled: 45, written: 45, setAside: 0, waiting: 0, drift: 0 },
  });
});

test("rows that were lost together with their counters are seen, though the log and the counters agree", async () => {
  const store = openPostgresStore(own.url);
  const { copy } = store;
  const one = await startEngine(own.url, { store });
  const run = await runOf(one);
  await answer(one, 10);
  await one.engine.writer.drain();
  // As a commit that was none leaves it: the batch is taken for written.
  store.copy = () => Promise.resolve();
  await answer(one, 7);
  await one.engine.writer.drain();
  store.copy = copy;
  await expect.poll(async () => (await checked(run)).drift, IN_TIME).toBe(7);
  const drifts = await collect(checkUsage({ db: own.db, accountId: account.accountId }));
  expect(drifts.every(({ drift }) => drift === 0)).toBe(true);
  await one.stop();
  expect(await checked(run)).toMatchObject({
    state: "ended",
    journaled: 17,
    written: 10,
    drift: 7,
  });
});

test("of a run that died, what its journal held is written by another, and nothing is missing", async () => {
  const journalRoot = journalDirectory();
  // Before it listens: no notice of the key takes it out of memory.
  const key = await makeKey(account.ctx);
  const database = await cuttableDatabase(own.url);
  const one = await startEngine(database.url, { journalRoot });
  const run = await runOf(one);
  await expect.poll(() => one.outcome(key.hash), IN_TIME).toBe("admitted");
  await one.engine.writer.drain();
  await expect.poll(async () => (await checked(run)).journaled, IN_TIME).toBe(1);
  // From here on nothing is written or said: its rows are in its journal alone.
  database.cut();
  expect(await one.outcomes(key.hash, 4)).toEqual({ admitted: 4 });
  await one.stop();
  expect(await checked(run)).toMatchObject({ journaled: 1, written: 1 });
  // As it is found after a kill: the owner's process is not there any more.
  for (const name of fs.readdirSync(journalRoot)) {
    const file = `${journalRoot}/${name}/owner.json`;
    const owner = JSON.parse(fs.readFileSync(file, "utf8")) as object;
    fs.writeFileSync(file, JSON.stringify({ ...owner, startedAt: "1" }));
  }
  await startEngine(own.url, { journalRoot });
  expect(await checked(run)).toMatchObject({
    ...{ state: "ended", journaled: 5, written: 5, waiting: 0, drift: 0 },
  });
});

test("a row that was refused is told as set aside, and is no drift", async () => {
  const one = await startEngine(own.url);
  const run = await runOf(one);
  await answer(one, 3);
  const gone = await makeKey(account.ctx);
  await expect.poll(() => one.outcome(gone.hash), IN_TIME).toBe("admitted");
  await one.engine.writer.drain();
  const admission = await one.admit(gone.hash);
  one.engine.record(
    { ...admission, key: { ...admission.key!, id: "00000000-0000-7000-8000-000000000000" } },
    { status: 200, code: null, credits: 1 },
  );
  await one.engine.writer.drain();
  await expect
    .poll(() => checked(run), IN_TIME)
    .toMatchObject({ journaled: 5, written: 4, setAside: 1, waiting: 0, drift: 0 });
});
