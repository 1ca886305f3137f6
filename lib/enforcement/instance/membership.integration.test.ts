import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, outcomeOf, startEngine, withoutPlanLimits } from "@/test/engine";
import { makeKey } from "@/test/key";
import { Engine } from "./engine";
import { MemoryPlanLimits } from "../plan-limits/memory";
import { openPostgresStore } from "../postgres-store";
import type { EnforcementStore } from "../store";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const IN_TIME = { timeout: 30_000, interval: 20 };
const QUOTA = 10;

/** Something that happens once, and who waits for it. */
function moment() {
  let come!: () => void;
  const comes = new Promise<void>((resolve) => (come = resolve));
  return { come, comes };
}

test("a grant that is asked for while the old name is left is none of that name, and no quota admits more", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: QUOTA });
  const [leaves, isAsked, isGranted] = [moment(), moment(), moment()];
  const real = openPostgresStore(own.url);
  const store: EnforcementStore = {
    ...real,
    // The request was let in before, and learns of its key while the name is left.
    async findKey(hash) {
      const row = await real.findKey(hash);
      isAsked.come();
      await leaves.comes;
      return row;
    },
    async grantLease(lease) {
      return real.grantLease(lease).finally(isGranted.come);
    },
    async retireButUntold(...of) {
      leaves.come();
      await isGranted.comes;
      await real.retireButUntold(...of);
    },
  };
  const one = await startEngine(own.url, { store });
  const early = one.ask(key.hash).then(outcomeOf);
  await isAsked.comes;
  const name = one.engine.id;
  await own.db.execute(sql`update change_version set version = 0`);
  // It is told that it did not come through, or is served: of the old name's lease it has nothing.
  const outcomes = [await early];
  await expect.poll(() => one.outcome(key.hash), IN_TIME).toBe("admitted");
  outcomes.push("admitted");
  expect(one.engine.id).not.toBe(name);
  for (let i = 0; i < 2 * QUOTA; i++) outcomes.push(await one.outcome(key.hash));
  expect(outcomes.filter((outcome) => outcome === "admitted")).toHaveLength(QUOTA);
  await one.engine.writer.drain();
  const state = await accountOf(own.db, account.accountId, key.id);
  expect(state).toMatchObject({ counted: QUOTA, drift: [0, 0, 0, 0] });
});

test("a start that fails before there is a journal says why, and can be ended", async () => {
  const real = openPostgresStore(own.url);
  const complaints: string[] = [];
  const complain = (fields: object, line: string) =>
    complaints.push(`${line} ${String((fields as { err?: unknown }).err)}`);
  const engine = new Engine({
    store: { ...real, registerInstance: () => Promise.reject(new Error("no row is taken")) },
    journalRoot: "/nowhere",
    ipBlock: null,
    planLimits: new MemoryPlanLimits(),
    log: { info: () => {}, warn: complain, error: complain },
  });
  await expect(engine.start()).rejects.toThrow("no row is taken");
  await engine.stop();
  expect(complaints.join()).not.toContain("TypeError");
});

test("what is kept of an instance that has left with a refused row is no live instance", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: QUOTA });
  const one = await startEngine(own.url);
  const [{ count }] = (await own.db.execute(
    sql`select count(*)::int from instances where heartbeat_at > clock_timestamp() - interval '10 seconds'`,
  )) as unknown as [{ count: number }];
  one.engine.record(await one.admit(key.hash), { status: 99_999, code: null, credits: 1 });
  await one.engine.writer.drain();
  await one.stop();
  const next = await startEngine(own.url, { journalRoot: one.journalRoot });
  expect(next.engine.liveInstances()).toBe(count);
  const state = await accountOf(own.db, account.accountId, key.id);
  expect(state).toMatchObject({ counted: 0, leased: 1 });
});
