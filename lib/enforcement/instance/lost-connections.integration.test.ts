import fs from "node:fs";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
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

test(
  "an instance whose database has lost changes joins anew, and trusts nothing from before",
  async () => {
    const one = await startEngine(own.url);
    const key = await makeKey(account.ctx, { quotaTotal: 50 });
    expect(await one.outcome(key.hash)).toBe("admitted");
    await one.engine.writer.drain();
    // A replica that lagged behind took over: the lease of this instance is not known there, and a change of
    // the key, of which nobody is told any more, is.
    await own.db.execute(sql`update change_version set version = 0`);
    await own.db.execute(sql`delete from leases where key_id = ${key.id}`);
    await expect
      .poll(() => one.complaints, SOON)
      .toContain("the database has lost changes; joining anew");
    await expect.poll(() => one.outcome(key.hash), SOON).toBe("admitted");
    await one.outcomes(key.hash, 80);
    await one.engine.writer.drain();
    expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({
      counted: 50,
      drift: [0, 0, 0, 0],
    });
    const before = one.complaints.length;
    await own.db.update(apiKeys).set({ active: false }).where(eq(apiKeys.id, key.id));
    await expect.poll(() => one.outcome(key.hash), SOON).toBe("inactive_key");
    // Once is enough.
    await new Promise((resume) => setTimeout(resume, 2_500));
    expect(one.complaints.slice(before)).toEqual([]);
  },
  PATIENCE_MS,
);

/** What the system says of the time since it was started, which goes on while it is suspended. */
function moveUptime(ms: number): void {
  const read = fs.readFileSync;
  const moved = vi.spyOn(fs, "readFileSync").mockImplementation(((file: string, how: "utf8") => {
    const text = read(file, how);
    if (file !== "/proc/uptime") return text;
    const [seconds, ...rest] = text.split(" ");
    return [Number(seconds) + ms / 1000, ...rest].join(" ");
  }) as typeof fs.readFileSync);
  onTestFinished(() => moved.mockRestore());
}

function moveWallClock(ms: number): void {
  const now = Date.now;
  const moved = vi.spyOn(Date, "now").mockImplementation(() => now() + ms);
  onTestFinished(() => moved.mockRestore());
}

test("after a pause that the monotonic clock has not seen nothing is trusted until a heartbeat", async () => {
  const one = await startEngine(own.url);
  const key = await makeKey(account.ctx);
  await expect.poll(() => one.outcome(key.hash), SOON).toBe("admitted");
  moveUptime(60_000);
  moveWallClock(60_000);
  expect(await one.outcome(key.hash)).toBe("unavailable");
  await expect.poll(() => one.outcome(key.hash), SOON).toBe("admitted");
});

test.each([300_000, -300_000])(
  "a clock that is set by %d ms refuses nobody, and changes no decision",
  async (ms) => {
    const one = await startEngine(own.url);
    const key = await makeKey(account.ctx, { quotaDaily: 20 });
    const soon = await makeKey(account.ctx, { expiresAt: new Date(Date.now() + 60_000) });
    await expect.poll(() => one.outcome(key.hash), SOON).toBe("admitted");
    moveWallClock(ms);
    for (let i = 0; i < 19; i++) expect(await one.outcome(key.hash)).toBe("admitted");
    expect(await one.outcome(key.hash)).toBe("quota_daily");
    expect(await one.outcome(soon.hash)).toBe("admitted");
    await one.engine.writer.drain();
    const [row] = await own.db.execute<{ off: number }>(
      sql`select abs(extract(epoch from max(at) - now()))::float8 as off from request_logs
          where key_id = ${key.id}`,
    );
    expect(row!.off).toBeLessThan(30);
  },
);
