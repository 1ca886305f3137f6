import fs from "node:fs";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { hashSecret, newSecret } from "@/lib/credentials/secret";
import { makeAccount, type TestAccount } from "@/test/account";
import { cuttableDatabase } from "@/test/cuttable-database";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import {
  accountOf,
  countOf,
  journalDirectory,
  startEngine,
  type TestEngine,
  withoutPlanLimits,
} from "@/test/engine";
import { makeKey } from "@/test/key";
import { asIfKilled } from "@/test/left-behind";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const AGREES = [0, 0, 0, 0];
const PATIENCE_MS = 60_000;
const IN_TIME = { timeout: 30_000, interval: 20 };
/** Waits until all that was changed up to now has been heard of: notices come in their order. */
async function untilHeard(one: TestEngine): Promise<void> {
  const last = hashSecret(newSecret("lk"));
  const forget = vi.spyOn(one.engine.keys, "forget");
  onTestFinished(() => forget.mockRestore());
  await own.db.execute(sql`select pg_notify('latchkey', ${JSON.stringify({ keys: [last] })})`);
  await expect.poll(() => forget.mock.calls.flat(2), IN_TIME).toContain(last);
}
/** Has the key remembered for good: the notice of its creation does not take it away any more. */
async function untilRemembered(one: TestEngine, key: { hash: string }): Promise<void> {
  await untilHeard(one);
  expect(await one.outcome(key.hash)).toBe("admitted");
  expect(one.engine.keys.peek(key.hash)).toBeDefined();
}
const stateOf = (key: { id: string }) => accountOf(own.db, account.accountId, key.id);

test(
  "a database that stopped is never told as a bad key, and a known key works on for the grace",
  async () => {
    const database = await cuttableDatabase(own.url);
    const one = await startEngine(database.url);
    const known = await makeKey(account.ctx);
    const notYetKnown = await makeKey(account.ctx);
    const unknown = hashSecret(newSecret("lk"));
    await untilRemembered(one, known);

    database.cut();
    const first = await Promise.all([
      one.outcome(known.hash),
      one.outcome(notYetKnown.hash),
      one.outcome(unknown),
    ]);
    expect(first).toEqual(["admitted", "unavailable", "unavailable"]);

    // Past the grace even a known key is not judged: it may have been revoked meanwhile.
    const outcomes: string[] = [];
    await expect
      .poll(async () => {
        outcomes.push(await one.outcome(known.hash), await one.outcome(notYetKnown.hash));
        return outcomes.at(-2);
      }, IN_TIME)
      .toBe("unavailable");
    expect(one.engine.isInTouch()).toBe(false);
    // Whether the known key was asked again within the grace depends on how long the unknown ones
    // waited; what must never be said is that a key is bad.
    for (const outcome of outcomes) expect(["admitted", "unavailable"]).toContain(outcome);

    database.mend();
    await expect.poll(() => one.outcome(known.hash), IN_TIME).toBe("admitted");
    await expect.poll(() => one.outcome(notYetKnown.hash), IN_TIME).toBe("admitted");
    expect(await one.outcome(unknown)).toBe("invalid_key");
    // All that was answered meanwhile is in the log, once.
    await one.engine.writer.drain();
    const state = await stateOf(known);
    const answered = 1 + 1 + outcomes.filter((_, i) => i % 2 === 0).length;
    expect(state.rows).toBeGreaterThan(answered);
    expect(state).toMatchObject({ ids: state.rows, drift: AGREES });
  },
  PATIENCE_MS,
);

test(
  "a database that falls silent is given a deadline, not a wrong answer",
  async () => {
    const database = await cuttableDatabase(own.url);
    const one = await startEngine(database.url);
    const key = await makeKey(account.ctx, { quotaTotal: 50 });
    database.freeze();
    const startedAt = performance.now();
    expect(await one.outcome(key.hash)).toBe("unavailable");
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    database.mend();
    await expect.poll(() => one.outcome(key.hash), IN_TIME).toBe("admitted");
    // What was granted to a request that had given up is not lost.
    const { admitted = 0 } = await one.outcomes(key.hash, 80);
    await one.engine.writer.drain();
    const state = await stateOf(key);
    expect(admitted).toBeGreaterThan(0);
    expect(state).toMatchObject({ counted: 50, leased: 0, drift: AGREES });
  },
  PATIENCE_MS,
);

test(
  "in an outage each 503 of a key that was in use is in its log afterwards; of others it is counted",
  async () => {
    const database = await cuttableDatabase(own.url);
    const one = await startEngine(database.url);
    const known = await makeKey(account.ctx);
    const changed = await makeKey(account.ctx);
    const limited = await makeKey(account.ctx, { quotaTotal: 1_000 });
    const neverSeen = await makeKey(account.ctx);
    for (const key of [known, changed, limited]) await untilRemembered(one, key);
    // Taken out of trust by what happens before an outage, and in it: a change, and notices that were missed.
    one.engine.keys.forget([changed.hash]);
    database.cut();
    one.engine.keys.clear();
    const expected = new Map([known, changed, limited].map((key) => [key.id, [] as string[]]));
    let unrecorded = 0;
    await expect
      .poll(async () => {
        const isPastGrace = !one.engine.isInTouch();
        for (const key of [known, changed, limited]) {
          const { requestId, verdict } = await one.ask(key.hash);
          if (!verdict.admitted) expect(verdict.code).toBe("unavailable");
          if (!verdict.admitted) expected.get(key.id)!.push(requestId);
        }
        expect(await one.outcome(neverSeen.hash)).toBe("unavailable");
        unrecorded++;
        // Within the grace and past it.
        return isPastGrace && unrecorded > 2;
      }, IN_TIME)
      .toBe(true);
    expect(one.engine.figures().unavailableUnrecorded).toBe(unrecorded);

    database.mend();
    await expect.poll(() => one.outcome(known.hash), IN_TIME).toBe("admitted");
    await one.engine.writer.drain();
    for (const [keyId, requestIds] of expected) {
      expect(requestIds.length).toBeGreaterThan(0);
      const rows = await own.db.execute<{ id: string }>(
        sql`select id from request_logs where key_id = ${keyId} and status = 503 and code = 'unavailable'
              and not counted`,
      );
      expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(requestIds));
    }
    expect(await stateOf(neverSeen)).toMatchObject({ rows: 0 });
  },
  PATIENCE_MS,
);

test(
  "an answer that came too late to stand by its admission is a 503, and the log says so",
  async () => {
    const database = await cuttableDatabase(own.url);
    const one = await startEngine(database.url);
    const key = await makeKey(account.ctx, { quotaTotal: 10 });
    await untilRemembered(one, key);
    const admission = await one.admit(key.hash);
    expect(admission).toMatchObject({ leased: true, verdict: { admitted: true } });
    database.cut();
    await expect.poll(() => one.engine.silentForMs(), IN_TIME).toBeGreaterThan(8_000);
    const told = await new Promise<Error | null>((then) =>
      one.engine.recordThen(admission, { status: 200, code: null, credits: 1 }, then),
    );
    expect(told?.message).toMatch(/out of touch/);
    database.mend();
    await expect.poll(() => one.outcome(key.hash), IN_TIME).toBe("admitted");
    await one.engine.writer.drain();
    const [row] = await own.db.execute(
      sql`select status, code, counted, leased, credits from request_logs where id = ${admission.requestId}`,
    );
    expect(row).toEqual({
      ...{ status: 503, code: "unavailable" },
      ...{ counted: false, leased: false, credits: 0 },
    });
  },
  PATIENCE_MS,
);

test(
  "without its database an instance spends what it has leased, and not one more",
  async () => {
    const database = await cuttableDatabase(own.url);
    const one = await startEngine(database.url);
    const key = await makeKey(account.ctx, { quotaTotal: 500 });
    for (let i = 0; i < 20; i++) expect(await one.outcome(key.hash)).toBe("admitted");
    await untilRemembered(one, key);
    await one.engine.writer.drain();
    database.cut();
    // Read past the cut: what is granted from here on does not reach the instance.
    const { leased } = await stateOf(key);
    expect(leased).toBeGreaterThan(0);
    const outcomes = [];
    for (let i = 0; i < leased + 30; i++) outcomes.push(await one.outcome(key.hash));
    // Never a quota's refusal: nobody has said that it is reached.
    const told = countOf(outcomes);
    expect(Object.keys(told).sort()).toEqual(["admitted", "unavailable"]);
    expect(told.admitted).toBeLessThanOrEqual(leased);
    database.mend();
    await expect.poll(() => one.outcome(key.hash), IN_TIME).toBe("admitted");
    await one.outcomes(key.hash, 600);
    await one.engine.writer.drain();
    expect(await stateOf(key)).toMatchObject({ counted: 500, leased: 0, drift: AGREES });
  },
  PATIENCE_MS,
);

test(
  "an instance that others took for dead joins anew, and gives nothing twice",
  async () => {
    const journalRoot = journalDirectory();
    const one = await startEngine(own.url, { journalRoot });
    const other = await startEngine(own.url);
    const key = await makeKey(account.ctx, { quotaTotal: 300 });
    for (let i = 0; i < 20; i++) expect(await one.outcome(key.hash)).toBe("admitted");
    const before = fs.readdirSync(journalRoot);
    // Retired behind its back, with what it held: the other may have all of it now.
    await one.engine.writer.drain();
    await own.db.execute(
      sql`with gone as (delete from leases where instance_id::text in (
          select id::text from instances where journal_dir like ${`${journalRoot}%`}))
        delete from instances where journal_dir like ${`${journalRoot}%`}`,
    );
    const busy = { stop: false };
    const outcomes: string[] = [];
    const load = Promise.all(
      [0, 1, 2].map(async () => {
        while (!busy.stop) {
          outcomes.push(await one.outcome(hashSecret("nobody")));
          await new Promise((resume) => setTimeout(resume, 2));
        }
      }),
    );
    await expect.poll(() => fs.readdirSync(journalRoot)[0] !== before[0], IN_TIME).toBe(true);
    busy.stop = true;
    await load;
    expect(one.complaints).toContain("taken for dead; joining anew");
    await expect.poll(() => one.outcome(key.hash), IN_TIME).toBe("admitted");
    await Promise.all([one.outcomes(key.hash, 300), other.outcomes(key.hash, 300)]);
    for (const each of [one, other]) await each.engine.writer.drain();
    expect(await stateOf(key)).toMatchObject({ counted: 300, leased: 0, drift: AGREES });
    await one.stop();
    expect(fs.readdirSync(journalRoot)).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  "stopping without a database takes seconds, not for ever, and the next process has every row",
  async () => {
    const database = await cuttableDatabase(own.url);
    const journalRoot = journalDirectory();
    const one = await startEngine(database.url, { journalRoot });
    const key = await makeKey(account.ctx, { quotaTotal: 100 });
    const known = await makeKey(account.ctx);
    for (let i = 0; i < 10; i++) expect(await one.outcome(key.hash)).toBe("admitted");
    await one.engine.writer.drain();
    await untilRemembered(one, known);
    database.cut();
    // One without a quota is admitted from memory, so there is something to be written.
    expect(await one.outcomes(known.hash, 3)).toEqual({ admitted: 3 });
    const startedAt = performance.now();
    await one.stop();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(fs.readdirSync(journalRoot)).toHaveLength(1);
    asIfKilled(journalRoot);
    const heir = await startEngine(own.url, { journalRoot });
    expect(await stateOf(key)).toMatchObject({ counted: 10, leased: 0, drift: AGREES });
    const state = await stateOf(known);
    expect(state).toMatchObject({ ids: state.rows, drift: AGREES });
    expect(state.rows).toBeGreaterThanOrEqual(4);
    expect(await heir.outcomes(key.hash, 100)).toEqual({ admitted: 90, quota_total: 10 });
  },
  PATIENCE_MS,
);
