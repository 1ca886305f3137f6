import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKeys } from "@/db/schema/keys";
import { makeAccount, type TestAccount } from "@/test/account";
import { cuttableDatabase } from "@/test/cuttable-database";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, startEngine, withoutPlanLimits } from "@/test/engine";
import { makeKey } from "@/test/key";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const PATIENCE_MS = 60_000;
/** The kernel would go on sending on what is lost for a quarter of an hour. */
const SOON = { timeout: 20_000, interval: 50 };

test(
  "an instance whose connections are lost without a word makes new ones",
  async () => {
    const database = await cuttableDatabase(own.url);
    const one = await startEngine(database.url);
    const key = await makeKey(account.ctx, { quotaTotal: 50 });
    const cold = await makeKey(account.ctx);
    expect(await one.outcome(key.hash)).toBe("admitted");
    await one.engine.writer.drain();

    database.strand();
    await expect.poll(() => one.engine.isInTouch(), SOON).toBe(false);
    await expect.poll(() => one.engine.isInTouch(), SOON).toBe(true);
    await expect.poll(() => one.outcome(cold.hash), SOON).toBe("admitted");
    await expect.poll(() => one.outcome(key.hash), SOON).toBe("admitted");

    // What changes is heard of as before.
    await own.db.update(apiKeys).set({ active: false }).where(eq(apiKeys.id, cold.id));
    await expect
      .poll(() => one.outcome(cold.hash), { timeout: 500, interval: 5 })
      .toBe("inactive_key");

    // And what was asked on the lost ones is neither spent twice nor lost.
    await one.outcomes(key.hash, 80);
    await one.engine.writer.drain();
    expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({
      counted: 50,
      leased: 0,
      drift: [0, 0, 0, 0],
    });
  },
  PATIENCE_MS,
);
