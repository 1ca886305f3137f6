import { eq, inArray, sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { runMaintenance } from "@/db/queries/maintenance";
import { auditEvents, ipBlocks } from "@/db/schema/operations";
import { requestLogs } from "@/db/schema/requests";
import { blockedAddresses, unblockOwnAddress } from "@/lib/accounts/blocked-addresses";
import { planStanding } from "@/lib/plans/standing";
import { uuidv7 } from "@/lib/ids";
import { unblockAddress } from "@/lib/ip-blocks/unblock";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";

const db = testDatabase();

type Row = Partial<typeof requestLogs.$inferInsert>;

async function makeCaller() {
  const account = await makeAccount(db, { plan: "free" });
  const key = await makeKey(account.ctx);
  const log = (rows: Row[]) =>
    db.insert(requestLogs).values(
      rows.map((row) => ({
        id: uuidv7(),
        at: new Date(),
        accountId: account.accountId,
        keyId: key.id,
        method: "GET",
        path: "/api/v1/echo",
        status: 200,
        durationMs: 1,
        credits: 1,
        counted: true,
        ...row,
      })),
    );
  return { ...account, key, log };
}

async function block(...ips: string[]) {
  const until = new Date(Date.now() + 900_000);
  await db.insert(ipBlocks).values(ips.map((ip) => ({ ip, until, failures: 20 })));
  onTestFinished(async () => {
    await db.delete(ipBlocks).where(inArray(ipBlocks.ip, ips));
  });
}

test("an account sees and lifts blocks of its own callers only", async () => {
  const [mine, theirs] = [await makeCaller(), await makeCaller()];
  await mine.log([{ ip: "203.0.113.5" }, { ip: "2001:db8:7:1::9" }]);
  await theirs.log([{ ip: "203.0.113.6" }]);
  await block("203.0.113.5", "203.0.113.6", "2001:db8:7:1::/64", "203.0.113.50");

  const seen = await blockedAddresses(mine.ctx);
  expect(seen.map(({ ip, failures }) => [ip, failures]).sort()).toEqual([
    ["2001:db8:7:1::/64", 20],
    ["203.0.113.5", 20],
  ]);
  await expect(
    unblockOwnAddress({ ctx: mine.ctx, input: { address: "203.0.113.6" } }),
  ).rejects.toMatchObject({ code: "not_found" });
  expect(await blockedAddresses(theirs.ctx)).toHaveLength(1);

  await unblockOwnAddress({ ctx: mine.ctx, input: { address: "2001:db8:7:1::/64" } });
  expect((await blockedAddresses(mine.ctx)).map(({ ip }) => ip)).toEqual(["203.0.113.5"]);
  const trail = await db
    .select({ action: auditEvents.action })
    .from(auditEvents)
    .where(inArray(auditEvents.accountId, [mine.accountId]));
  expect(trail).toEqual([{ action: "ip.unblock" }]);
});

test("a block is lifted by an account once, by whichever; the next is the operator's", async () => {
  const [mine, another] = [await makeCaller(), await makeCaller()];
  const ip = "203.0.113.60";
  await mine.log([{ ip }]);
  await another.log([{ ip }]);
  const guess = () =>
    db.execute(sql`select from latchkey_count_failures(
      array[${ip}], array[20], 20, interval '5 minutes', interval '15 minutes')`);
  onTestFinished(async () => void (await db.delete(ipBlocks).where(eq(ipBlocks.ip, ip))));

  await guess();
  const lift = ({ ctx }: typeof mine) => unblockOwnAddress({ ctx, input: { address: ip } });
  expect(await blockedAddresses(mine.ctx)).toMatchObject([{ ip, mayLift: true }]);
  await lift(mine);
  expect(await blockedAddresses(mine.ctx)).toEqual([]);
  await guess();
  for (const account of [mine, another]) {
    expect(await blockedAddresses(account.ctx)).toMatchObject([{ ip, mayLift: false }]);
    await expect(lift(account)).rejects.toMatchObject({ code: "forbidden" });
  }
  // The hour's rounds do not forget it.
  await db.execute(sql`update ip_blocks set until = now() - interval '2 days' where ip = ${ip}`);
  await runMaintenance(db.$client, 90);
  await guess();
  await expect(lift(mine)).rejects.toMatchObject({ code: "forbidden" });

  await unblockAddress({ db, input: { address: ip } });
  await guess();
  await lift(another);
});

test("two who lift a block at the same moment lift it once", async () => {
  const accounts = [await makeCaller(), await makeCaller()];
  const ip = "203.0.113.61";
  for (const account of accounts) await account.log([{ ip }]);
  await block(ip);
  const lifts = await Promise.allSettled(
    accounts.map(({ ctx }) => unblockOwnAddress({ ctx, input: { address: ip } })),
  );
  expect(lifts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a key that was sent only while its address was blocked shows nothing of the address", async () => {
  const caller = await makeCaller();
  const ip = "2001:db8:9:9::4";
  const refused = { status: 403, code: "ip_blocked", counted: false, credits: 0 };
  await caller.log([
    { ip, ...refused },
    { ip, ...refused },
  ]);
  await block("2001:db8:9:9::/64");
  expect(await blockedAddresses(caller.ctx)).toEqual([]);
  await expect(
    unblockOwnAddress({ ctx: caller.ctx, input: { address: "2001:db8:9:9::/64" } }),
  ).rejects.toMatchObject({ code: "not_found" });
});

test("a block is shown with what its address did with each key, and how much of it was refused", async () => {
  const caller = await makeCaller();
  const other = await makeKey(caller.ctx, { alias: "other" });
  const ip = "203.0.113.77";
  const at = (second: number) => new Date(Date.now() - 60_000 + second * 1000);
  await caller.log([
    { ip, at: at(1) },
    { ip, at: at(2), path: "/api/v1/last", status: 403, code: "ip_blocked", counted: false },
    { ip, at: at(3), keyId: other.id, method: "POST" },
    { ip: "203.0.113.78", at: at(4) },
  ]);
  await block(ip);
  const [seen] = await blockedAddresses(caller.ctx);
  expect(seen).toMatchObject({ ip, failures: 20, lastSeenAt: expect.any(Date) });
  expect(seen!.since.getTime()).toBeLessThanOrEqual(Date.now() + 1000);
  expect(seen!.evidence).toMatchObject([
    { alias: "other", requests: 1, refused: 0, lastEndpoint: "POST /api/v1/echo" },
    { keyId: caller.key.id, requests: 2, refused: 1, lastEndpoint: "GET /api/v1/last" },
  ]);
});

test("the plan's standing is the busiest second and minute that passed, and what was refused", async () => {
  const caller = await makeCaller();
  // A minute of its own, an hour ago, so that the clock cannot split it.
  const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000).getTime();
  const at = (second: number) => new Date(minute + second * 1000 + 5);
  const refused = { status: 429, counted: false, credits: 0, code: "plan_second" };
  await caller.log([
    { at: at(1) },
    { at: at(1) },
    { at: at(1) },
    { at: at(2) },
    { at: at(3), ...refused },
    { at: new Date(minute - 25 * 3_600_000) },
  ]);
  const { plan, peaks } = await planStanding(caller.ctx, "free");
  expect(plan).toEqual({ name: "free", perSecond: 5, perMinute: 100 });
  expect(peaks).toEqual({ perSecond: 3, perMinute: 4, refused: 1 });
});
