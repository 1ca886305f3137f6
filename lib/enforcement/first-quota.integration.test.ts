import { eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { openSql } from "@/db/client";
import { grantLease, sayWritten } from "@/db/queries/enforcement";
import { apiKeys, firstQuotas } from "@/db/schema/keys";
import { instances } from "@/db/schema/operations";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, startEngine, type TestEngine, withoutPlanLimits } from "@/test/engine";
import { makeInstance } from "@/test/instance";
import { makeKey, type TestKey } from "@/test/key";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const setTotal = (key: TestKey, quotaTotal: number | null) =>
  own.db.update(apiKeys).set({ quotaTotal }).where(eq(apiKeys.id, key.id));

/** Until an engine has heard that a key was changed. */
const heard = ({ engine }: TestEngine, key: TestKey) =>
  expect.poll(() => engine.keys.peek(key.hash), { interval: 1, timeout: 10_000 }).toBeUndefined();

/** Until an engine has asked for admissions, and as long again as it would take to be granted some. */
async function asks({ engine }: TestEngine): Promise<void> {
  const reserve = vi.spyOn(engine.leases, "reserve");
  await expect.poll(() => reserve.mock.calls.length, { timeout: 10_000 }).toBeGreaterThan(0);
  await new Promise((resume) => setTimeout(resume, 50));
}

/** Keeps every instance from writing log rows until it is released. */
async function holdWriters(): Promise<() => Promise<void>> {
  const holder = openSql({ url: own.url, max: 1, name: "test-holder" });
  await holder`begin`;
  await holder`lock table request_logs in share mode`;
  let held = true;
  const release = async () => {
    if (!held) return;
    held = false;
    await holder`rollback`;
    await holder.end();
  };
  onTestFinished(release);
  return release;
}

const waitingFor = async (key: TestKey) =>
  own.db.select().from(firstQuotas).where(eq(firstQuotas.budgetId, key.budgetId));

test("a key's first quota counts what every instance answered before, written or not", async () => {
  const key = await makeKey(account.ctx);
  const engines = await Promise.all([1, 2, 3].map(() => startEngine(own.url)));
  const release = await holdWriters();
  for (const each of engines) expect(await each.outcomes(key.hash, 30)).toEqual({ admitted: 30 });
  await setTotal(key, 100);
  for (const each of engines) await heard(each, key);
  const asked = engines.map(asks);
  const later = Promise.all(engines.map((each) => each.outcomes(key.hash, 20)));
  await Promise.all(asked);
  await release();
  const admitted = (await later).reduce((sum, counts) => sum + (counts.admitted ?? 0), 0);
  expect(admitted).toBe(10);
  for (const { engine, complaints } of engines) {
    await engine.writer.drain();
    expect(complaints).toEqual([]);
  }
  expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({ counted: 100 });
  expect(await waitingFor(key)).toEqual([]);
});

test("so it does after an instance was taken for dead and has joined anew", async () => {
  const key = await makeKey(account.ctx);
  const [one, two] = [await startEngine(own.url), await startEngine(own.url)];
  await own.db.delete(instances);
  await expect
    .poll(async () => (await own.db.select().from(instances)).length, { timeout: 10_000 })
    .toBe(2);
  expect(await two.outcome(key.hash)).toBe("admitted");
  const release = await holdWriters();
  expect(await two.outcomes(key.hash, 30)).toEqual({ admitted: 30 });
  await setTotal(key, 40);
  await heard(two, key);
  const asked = asks(one);
  const later = one.outcomes(key.hash, 20);
  await asked;
  await release();
  expect(await later).toEqual({ admitted: 9, quota_total: 11 });
});

test("so it does where an instance hears of a later change only", async () => {
  const key = await makeKey(account.ctx);
  const other = await makeKey(account.ctx);
  const [one, two] = [await startEngine(own.url), await startEngine(own.url)];
  for (const each of [one, two]) {
    expect(await each.outcomes(key.hash, 10)).toEqual({ admitted: 10 });
  }
  await own.db.transaction(async (tx) => {
    // No trigger fires: the change happens, and nobody is told.
    await tx.execute(sql`alter table api_keys disable trigger user`);
    await tx.update(apiKeys).set({ quotaTotal: 25 }).where(eq(apiKeys.id, key.id));
    await tx.execute(sql`
      with v as (update change_version set version = version + 1 returning version)
      insert into first_quotas select ${key.budgetId}::uuid, version from v`);
    await tx.execute(sql`alter table api_keys enable trigger user`);
  });
  await own.db.update(apiKeys).set({ category: "other" }).where(eq(apiKeys.id, other.id));
  for (const each of [one, two]) await heard(each, key);
  const outcomes = await Promise.all([one, two].map((each) => each.outcomes(key.hash, 10)));
  expect(outcomes.reduce((sum, { admitted = 0 }) => sum + admitted, 0)).toBe(5);
});

test.each([
  ["only a heartbeat says", "new.heartbeat_at = old.heartbeat_at"],
  ["no heartbeat says", "new.heartbeat_at <> old.heartbeat_at"],
])("so it does where %s that an instance has written", async (_, isUnsaid) => {
  const key = await makeKey(account.ctx);
  const one = await startEngine(own.url);
  expect(await one.outcomes(key.hash, 10)).toEqual({ admitted: 10 });
  await own.db.execute(sql`
    create function unsay() returns trigger language plpgsql as
      'begin new.written_version := old.written_version; return new; end'`);
  try {
    await own.db.execute(sql`
      create trigger unsay before update on instances for each row
      when (${sql.raw(isUnsaid)}) execute function unsay()`);
    await setTotal(key, 15);
    await heard(one, key);
    expect(await one.outcomes(key.hash, 10)).toEqual({ admitted: 5, quota_total: 5 });
  } finally {
    await own.db.execute(sql`drop function unsay cascade`);
  }
});

test("a grant that was asked for while the quota was being set waits, too", async () => {
  const key = await makeKey(account.ctx);
  const instanceId = await makeInstance(own.db);
  await own.db.update(instances).set({ writtenVersion: 0 }).where(eq(instances.id, instanceId));
  const granting = openSql({ url: own.url, max: 1, name: "test" });
  try {
    const lease = { keyId: key.id, instanceId, statement: 1, want: 1, ahead: 0 };
    const granted = await own.db.transaction(async (tx) => {
      await tx.update(apiKeys).set({ quotaTotal: 5 }).where(eq(apiKeys.id, key.id));
      const asked = grantLease(granting, lease);
      await expect
        .poll(async () => {
          const waiting = await own.db.execute(sql`
            select from pg_locks l join pg_stat_activity a using (pid)
            where not l.granted and a.application_name = 'test'`);
          return waiting.length;
        })
        .toBeGreaterThan(0);
      return { asked };
    });
    expect(await granted.asked).toBe("not counted");
  } finally {
    await granting.end();
    await own.db.delete(instances).where(eq(instances.id, instanceId));
  }
});

test("whatever becomes of a request, nobody waits for it once it is through", async () => {
  const { id, hash } = await makeKey(account.ctx);
  const capped = await makeKey(account.ctx, { quotaTotal: 1 });
  const one = await startEngine(own.url);
  const { engine } = one;
  const answer = { status: 200, code: null, credits: 1 };
  expect(await one.outcomes(capped.hash, 3)).toEqual({ admitted: 1, quota_total: 2 });
  expect(await one.outcome("0".repeat(64))).toBe("invalid_key");
  await one.admit(hash, { endpoint: { credits: 0, free: true } });
  expect(engine.inFlight.size).toBe(0);

  const together = await Promise.all([one.admit(hash), one.admit(hash)]);
  expect(engine.inFlight.size).toBe(2);
  const backlogs = await Promise.all(
    together.map(
      (admission) =>
        new Promise((resolve) => {
          engine.recordThen(admission, answer, () => resolve(engine.writer.backlog));
          // Not before its row is on its way to the database.
          expect(admission.cohort).not.toBeNull();
        }),
    ),
  );
  expect(backlogs).toEqual([expect.any(Number), expect.any(Number)]);
  expect(Math.min(...(backlogs as number[]))).toBeGreaterThan(0);
  expect(engine.inFlight.size).toBe(0);

  const alone = await one.admit(hash);
  engine.record(alone, answer);
  expect(engine.inFlight.size).toBe(0);
  await engine.writer.drain();
  expect(await accountOf(own.db, account.accountId, id)).toMatchObject({ counted: 3 });
});

test("so it does on one instance, also where its quota is used up already", async () => {
  const key = await makeKey(account.ctx);
  const one = await startEngine(own.url);
  expect(await one.outcomes(key.hash, 30)).toEqual({ admitted: 30 });
  await setTotal(key, 5);
  await heard(one, key);
  expect(await one.outcomes(key.hash, 20)).toEqual({ quota_total: 20 });
});

test("what is answered in the second after it counts, too, and no longer is waited for it", async () => {
  const key = await makeKey(account.ctx);
  const [one, two] = [await startEngine(own.url), await startEngine(own.url)];
  const slow = await two.admit(key.hash);
  const endless = await two.admit(key.hash);
  await setTotal(key, 2);
  await heard(two, key);
  const asked = asks(one);
  const later = one.outcomes(key.hash, 2);
  await asked;
  two.engine.record(slow, { status: 200, code: null, credits: 1 });
  expect(await later).toEqual({ admitted: 1, quota_total: 1 });
  two.engine.record(endless, { status: 200, code: null, credits: 1 });
});

test("so it does where the notice of it is lost", async () => {
  const key = await makeKey(account.ctx);
  const engines = await Promise.all([1, 2, 3].map(() => startEngine(own.url)));
  for (const each of engines) expect(await each.outcomes(key.hash, 10)).toEqual({ admitted: 10 });
  await own.db.transaction(async (tx) => {
    await tx.execute(sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'latchkey-feed' and datname = current_database()`);
    await tx.update(apiKeys).set({ quotaTotal: 36 }).where(eq(apiKeys.id, key.id));
  });
  for (const each of engines) await heard(each, key);
  const outcomes = await Promise.all(engines.map((each) => each.outcomes(key.hash, 10)));
  expect(outcomes.reduce((sum, { admitted = 0 }) => sum + admitted, 0)).toBe(6);
});

test("a quota that follows another is granted at once, and so is a new key's", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 50 });
  const deaf = await makeInstance(own.db);
  await own.db.update(instances).set({ writtenVersion: 0 }).where(eq(instances.id, deaf));
  const one = await startEngine(own.url);
  try {
    expect(await one.outcomes(key.hash, 10)).toEqual({ admitted: 10 });
    await setTotal(key, 12);
    await heard(one, key);
    expect(await one.outcomes(key.hash, 10)).toEqual({ admitted: 2, quota_total: 8 });
    expect(await waitingFor(key)).toEqual([]);
  } finally {
    await own.db.delete(instances).where(eq(instances.id, deaf));
  }
});

test("an instance that lives and does not write keeps it from being granted; a dead one does not", async () => {
  const key = await makeKey(account.ctx);
  const one = await startEngine(own.url);
  expect(await one.outcome(key.hash)).toBe("admitted");
  // As of a program from before there was such a thing: it will never say.
  const old = await makeInstance(own.db);
  const deaf = await makeInstance(own.db);
  await own.db.update(instances).set({ writtenVersion: 0 }).where(eq(instances.id, deaf));
  try {
    await setTotal(key, 3);
    await heard(one, key);
    const beganAt = performance.now();
    expect(await one.outcome(key.hash)).toBe("unavailable");
    expect(performance.now() - beganAt).toBeGreaterThan(2_000);
    expect(one.complaints.join()).toContain("has not written what it let in before");
    await own.db
      .update(instances)
      .set({ heartbeatAt: sql`clock_timestamp() - interval '16 seconds'` })
      .where(eq(instances.id, deaf));
    expect(await one.outcomes(key.hash, 5)).toEqual({ admitted: 2, quota_total: 3 });
  } finally {
    await own.db.delete(instances).where(inArray(instances.id, [old, deaf]));
  }
});

test("quotas that many keys get with one statement count, too", async () => {
  const keys = await Promise.all(Array.from({ length: 80 }, () => makeKey(account.ctx)));
  const [one, two] = [await startEngine(own.url), await startEngine(own.url)];
  for (const { hash } of keys) expect(await two.outcomes(hash, 3)).toEqual({ admitted: 3 });
  await own.db
    .update(apiKeys)
    .set({ quotaDaily: 4 })
    .where(
      inArray(
        apiKeys.id,
        keys.map(({ id }) => id),
      ),
    );
  await heard(two, keys[0]!);
  const counts = await Promise.all(keys.map(({ hash }) => one.outcomes(hash, 3)));
  expect(counts).toEqual(keys.map(() => ({ admitted: 1, quota_daily: 2 })));
});

test("what an instance said it has written stands, whatever comes late from it", async () => {
  const id = await makeInstance(own.db);
  const said = async () => {
    const [row] = await own.db.select().from(instances).where(eq(instances.id, id));
    return row!.writtenVersion;
  };
  await sayWritten(own.db.$client, id, 7);
  expect(await said()).toBe(7);
  await sayWritten(own.db.$client, id, 5);
  expect(await said()).toBe(7);
});
