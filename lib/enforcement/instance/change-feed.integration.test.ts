import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accounts } from "@/db/schema/accounts";
import { apiKeys } from "@/db/schema/keys";
import { visibleParts } from "@/lib/credentials/key-format";
import { hashSecret, newSecret } from "@/lib/credentials/secret";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { countOf, startEngine, type TestEngine, withoutPlanLimits } from "@/test/engine";
import { makeKey } from "@/test/key";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

/** Not a promise about speed: only long enough that a busy machine does not fail a test. */
const IN_TIME = { timeout: 10_000, interval: 2 };

const three = () => Promise.all([1, 2, 3].map(() => startEngine(own.url)));
const change = (id: string, to: Partial<typeof apiKeys.$inferInsert>) =>
  own.db.update(apiKeys).set(to).where(eq(apiKeys.id, id));

/** Waits until all of them say so, and that it stays so. */
async function allSay(engines: TestEngine[], hash: string, outcome: string) {
  await Promise.all(
    engines.map(async (each) => {
      await expect.poll(() => each.outcome(hash), IN_TIME).toBe(outcome);
      for (let i = 0; i < 5; i++) expect(await each.outcome(hash)).toBe(outcome);
    }),
  );
}

test("a deactivated key is rejected by every instance, and admitted again once reactivated", async () => {
  const key = await makeKey(account.ctx);
  const engines = await three();
  await allSay(engines, key.hash, "admitted");
  for (let round = 0; round < 3; round++) {
    await change(key.id, { active: false });
    await allSay(engines, key.hash, "inactive_key");
    await change(key.id, { active: true });
    await allSay(engines, key.hash, "admitted");
  }
});

test("an edited expiry holds everywhere, and a moment that passes needs no notice", async () => {
  const key = await makeKey(account.ctx);
  const engines = await three();
  await allSay(engines, key.hash, "admitted");
  await change(key.id, { expiresAt: new Date(Date.now() + 400) });
  await allSay(engines, key.hash, "expired_key");
  await change(key.id, { expiresAt: new Date(Date.now() + 3_600_000) });
  await allSay(engines, key.hash, "admitted");
  await change(key.id, { deactivateAt: new Date(Date.now() + 400) });
  await allSay(engines, key.hash, "inactive_key");
});

test("a plan's change reaches accounts on it, and an account's change of plan its keys", async () => {
  const key = await makeKey(account.ctx);
  const engines = await three();
  const limitsOf = async (each: TestEngine) => (await each.ask(key.hash)).key?.plan;
  for (const each of engines) expect(await limitsOf(each)).toMatchObject({ name: "scale" });
  await own.db.execute(sql`insert into plans (name, per_second, per_minute) values ('own', 7, 70)`);
  await own.db.update(accounts).set({ plan: "own" }).where(eq(accounts.id, account.accountId));
  for (const each of engines) {
    await expect
      .poll(() => limitsOf(each), IN_TIME)
      .toEqual({ name: "own", perSecond: 7, perMinute: 70 });
  }
  await own.db.execute(sql`update plans set per_minute = 71 where name = 'own'`);
  for (const each of engines) {
    await expect.poll(() => limitsOf(each), IN_TIME).toMatchObject({ perMinute: 71 });
  }
  await own.db.update(accounts).set({ plan: "scale" }).where(eq(accounts.id, account.accountId));
});

test("a key works as soon as it is created, also where its hash was remembered as unknown", async () => {
  const secret = newSecret("lk");
  const hash = hashSecret(secret);
  const engines = await three();
  await allSay(engines, hash, "invalid_key");
  await makeKey(account.ctx, { hash: Buffer.from(hash, "hex"), ...visibleParts(secret) });
  await allSay(engines, hash, "admitted");
});

test("one statement that changes many keys reaches every instance", async () => {
  const engines = [await startEngine(own.url), await startEngine(own.url)];
  const keys = await Promise.all(
    Array.from({ length: 70 }, () => makeKey(account.ctx, { category: "many" })),
  );
  const outcomesOf = async (each: TestEngine) =>
    countOf(await Promise.all(keys.map(({ hash }) => each.outcome(hash))));
  for (const each of engines) expect(await outcomesOf(each)).toEqual({ admitted: 70 });
  await own.db.update(apiKeys).set({ active: false }).where(eq(apiKeys.category, "many"));
  for (const each of engines) {
    await expect.poll(() => outcomesOf(each), IN_TIME).toEqual({ inactive_key: 70 });
  }
});

test("a change whose notice was lost is found by the periodic check", async () => {
  const key = await makeKey(account.ctx);
  const engines = await three();
  await allSay(engines, key.hash, "admitted");
  // The version moves with the change, as always; only the notice of it goes nowhere.
  await own.db.transaction(async (tx) => {
    await tx.execute(sql`alter table api_keys disable trigger user`);
    await tx.execute(sql`update api_keys set active = false where id = ${key.id}`);
    await tx.execute(sql`update change_version set version = version + 1`);
    await tx.execute(sql`alter table api_keys enable trigger user`);
  });
  await allSay(engines, key.hash, "inactive_key");
});

test("a change while nobody listens is found once the channel is back", async () => {
  const key = await makeKey(account.ctx);
  const engines = await three();
  await allSay(engines, key.hash, "admitted");
  const cut = await own.db.execute(
    sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'latchkey-feed'
          and query ilike 'listen%'`,
  );
  expect(cut.length).toBeGreaterThanOrEqual(3);
  await change(key.id, { active: false });
  await allSay(engines, key.hash, "inactive_key");
  // And the channel works again after that.
  await change(key.id, { active: true });
  await allSay(engines, key.hash, "admitted");
});

test("a request that waited for its lease is judged by what holds when it gets it", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 10 });
  const one = await startEngine(own.url);
  let waiting!: Promise<string>;
  await own.db.transaction(async (tx) => {
    // Whoever wants a lease queues behind this lock.
    await tx.execute(sql`select 1 from quota_budgets where id = ${key.budgetId} for update`);
    waiting = one.outcome(key.hash);
    await expect.poll(() => one.engine.keys.peek(key.hash), IN_TIME).toBeDefined();
    await change(key.id, { active: false });
    await expect.poll(() => one.engine.keys.peek(key.hash), IN_TIME).toBeUndefined();
  });
  expect(await waiting).toBe("inactive_key");
  await change(key.id, { active: true });
  // What it had reserved was given back: all ten are there.
  await expect.poll(() => one.outcome(key.hash), IN_TIME).toBe("admitted");
  expect(await one.outcomes(key.hash, 20)).toEqual({ admitted: 9, quota_total: 11 });
});

test("a block holds on every instance, and so does lifting it", async () => {
  const ipBlock = { failures: 3, windowMs: 60_000, blockMs: 60_000 };
  const [one, other] = [
    await startEngine(own.url, { ipBlock }),
    await startEngine(own.url, { ipBlock }),
  ];
  const key = await makeKey(account.ctx);
  const from = { ip: "2001:db8:7::1" };
  const neighbour = { ip: "2001:db8:7::2" };
  const stranger = { ip: "2001:db8:8::1" };
  expect(await one.outcome(key.hash, from)).toBe("admitted");
  const outcomes = [];
  for (let i = 0; i < 4; i++) outcomes.push(await one.outcome(hashSecret(`guess ${i}`), from));
  expect(outcomes).toEqual(["invalid_key", "invalid_key", "invalid_key", "ip_blocked"]);
  for (const each of [one, other]) {
    await expect.poll(() => each.outcome(key.hash, neighbour), IN_TIME).toBe("ip_blocked");
    expect(await each.outcome(key.hash, stranger)).toBe("admitted");
  }
  await own.db.execute(sql`delete from ip_blocks where ip = '2001:db8:7::/64'`);
  for (const each of [one, other]) {
    await expect.poll(() => each.outcome(key.hash, from), IN_TIME).toBe("admitted");
  }
});

test("a missing, inactive or expired key blocks nobody", async () => {
  const ipBlock = { failures: 2, windowMs: 60_000, blockMs: 60_000 };
  const one = await startEngine(own.url, { ipBlock });
  const from = { ip: "203.0.113.9" };
  const inactive = await makeKey(account.ctx, { active: false });
  const expired = await makeKey(account.ctx, { expiresAt: new Date(0) });
  for (let i = 0; i < 5; i++) {
    expect(await one.outcome("", { ...from, presented: { form: "missing" } })).toBe("invalid_key");
    expect(await one.outcome(inactive.hash, from)).toBe("inactive_key");
    expect(await one.outcome(expired.hash, from)).toBe("expired_key");
  }
  const malformed = { ...from, presented: { form: "malformed" } as const };
  expect(await one.outcome("", malformed)).toBe("invalid_key");
  expect(await one.outcome("", malformed)).toBe("invalid_key");
  expect(await one.outcome("", malformed)).toBe("ip_blocked");
});

test("the database itself keeps a used key, admitted or rejected, and lets an unused one go", async () => {
  const one = await startEngine(own.url);
  const used = await makeKey(account.ctx);
  const rejected = await makeKey(account.ctx, { active: false });
  const unused = await makeKey(account.ctx);
  expect(await one.outcome(used.hash)).toBe("admitted");
  expect(await one.outcome(rejected.hash)).toBe("inactive_key");
  const remove = (id: string) => own.db.delete(apiKeys).where(eq(apiKeys.id, id));
  // From the very first request on, before its row is written.
  for (const { id } of [used, rejected]) {
    await expect(remove(id)).rejects.toMatchObject({ cause: { code: "23503" } });
  }
  await one.engine.writer.drain();
  for (const { id } of [used, rejected]) {
    await expect(remove(id)).rejects.toMatchObject({ cause: { code: "23503" } });
  }
  await remove(unused.id);
  expect(await one.outcome(unused.hash)).toBe("invalid_key");
});
