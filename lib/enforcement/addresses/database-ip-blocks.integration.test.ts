import { eq, sql } from "drizzle-orm";
import type postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSql } from "@/db/client";
import { pruneFailures } from "@/db/queries/auth-failures";
import { auditEvents, authFailures, ipBlocks } from "@/db/schema/operations";
import type { IpBlockRule } from "@/lib/env";
import { makeAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { countOf, startEngine } from "@/test/engine";
import { makeKey } from "@/test/key";
import { databaseIpBlocks } from "./database-ip-blocks";
import { postgresStore } from "../postgres-store";
import { keepsFailuresAndBlocks } from "./ip-blocks-contract";

let own: OwnDatabase;
let plain: postgres.Sql;
beforeAll(async () => {
  own = await ownDatabase();
  plain = openSql({ url: own.url, max: 8, name: "latchkey-test" });
});
afterAll(async () => {
  await plain.end({ timeout: 1 });
  await own.remove();
});

const RULE: IpBlockRule = { failures: 20, windowMs: 300_000, blockMs: 900_000 };

keepsFailuresAndBlocks(async () => {
  await own.db.delete(authFailures);
  await own.db.delete(ipBlocks);
  return {
    open: (rule) => databaseIpBlocks(postgresStore(plain, plain), rule),
    // The database's clock goes on by itself; what it keeps grows older instead.
    async pass(ms) {
      const age = sql`${ms} * interval '1 millisecond'`;
      await own.db.execute(sql`update auth_failures set at = at - ${age}`);
      await own.db.execute(sql`update ip_blocks set until = until - ${age}`);
    },
    unblock: async (ip) => void (await own.db.execute(sql`delete from ip_blocks where ip = ${ip}`)),
  };
});

const guess = { presented: { form: "malformed" } } as const;

test("twenty failures over three instances block the address at all of them", async () => {
  const account = await makeAccount(own.db, { cleanup: false });
  const key = await makeKey(account.ctx);
  const engines = await Promise.all([1, 2, 3].map(() => startEngine(own.url, { ipBlock: RULE })));
  const ip = "203.0.113.77";
  for (let i = 0; i < 19; i++) await engines[i % 3]!.ask("", { ip, ...guess });
  // One less than the limit, as all of them know.
  await expect.poll(() => sumOf(ip)).toBe(19);
  for (const engine of engines) expect(await engine.outcome(key.hash, { ip })).toBe("admitted");
  await engines[0]!.ask("", { ip, ...guess });
  const outcomes = async () =>
    countOf(await Promise.all(engines.map((engine) => engine.outcome(key.hash, { ip }))));
  await expect.poll(outcomes, { interval: 20 }).toEqual({ ip_blocked: 3 });
  expect(await engines[1]!.outcome(key.hash, { ip: "203.0.113.78" })).toBe("admitted");
});

test("an account whose keys are used from a blocked address finds it in its trail, once a block", async () => {
  const account = await makeAccount(own.db, { cleanup: false });
  const bystander = await makeAccount(own.db, { cleanup: false });
  const [key, other] = [await makeKey(account.ctx), await makeKey(account.ctx)];
  const engines = await Promise.all([1, 2].map(() => startEngine(own.url, { ipBlock: RULE })));
  const ip = "203.0.113.79";
  for (let i = 0; i < 20; i++) await engines[0]!.ask("", { ip, ...guess });
  const isBlocked = async () => {
    const of = engines.flatMap((engine) =>
      [key, other].map(({ hash }) => engine.outcome(hash, { ip })),
    );
    return countOf(await Promise.all(of));
  };
  await expect.poll(isBlocked, { interval: 20 }).toEqual({ ip_blocked: 4 });
  const trailOf = ({ accountId }: { accountId: string }) =>
    own.db
      .select({ action: auditEvents.action, actor: auditEvents.actor, ip: auditEvents.ip })
      .from(auditEvents)
      .where(eq(auditEvents.accountId, accountId));
  const event = { action: "ip.block", actor: "system", ip };
  await expect.poll(() => trailOf(account)).toContainEqual(event);
  await isBlocked();
  expect((await trailOf(account)).filter(({ action }) => action === "ip.block")).toHaveLength(1);
  expect(await trailOf(bystander)).not.toContainEqual(event);
});

test("an instance that stops tells of the failures that it still has", async () => {
  const one = await startEngine(own.url, { ipBlock: RULE });
  const ip = "2001:db8:5::9";
  for (let i = 0; i < 3; i++) await one.ask("", { ip, ...guess });
  await one.stop();
  expect(await sumOf("2001:db8:5::/64")).toBe(3);
});

test("of a flood from many addresses so much is written as the database bears, and nobody hides in it", async () => {
  const one = await startEngine(own.url, { ipBlock: RULE });
  const before = await rowsWritten();
  for (let i = 0; i < 30_000; i++) one.engine.ipBlocks.fail(`2001:db8:${i.toString(16)}::/64`, i);
  for (let i = 0; i < 5; i++) one.engine.ipBlocks.fail("2001:db8:1::/64", i);
  await expect.poll(() => sumOf("2001:db8:1::/64")).toBe(6);
  expect((await rowsWritten()) - before).toBeLessThan(1_100);
});

test("failures are kept for a day, and no more than so many", async () => {
  await own.db.delete(authFailures);
  await own.db.execute(sql`insert into auth_failures (ip, at, failures)
    select '10.0.0.1', now() - n * interval '1 hour', 1 from generate_series(1, 48) n`);
  await own.db.execute(sql`insert into auth_failures (ip, at, failures)
    select '10.0.0.2', now() - n * interval '1 millisecond', 1 from generate_series(1, 201000) n`);
  await pruneFailures(plain, RULE.windowMs);
  const [left] = await own.db.execute(sql`select count(*)::int as rows,
    min(at) > now() - interval '1 hour' as newest from auth_failures`);
  expect(left).toEqual({ rows: 200_000, newest: true });
  await own.db.delete(authFailures);
});

async function sumOf(ip: string): Promise<number> {
  const [row] = await own.db.execute<{ sum: number }>(
    sql`select coalesce(sum(failures), 0)::int as sum from auth_failures where ip = ${ip}`,
  );
  return row!.sum;
}

async function rowsWritten(): Promise<number> {
  const [row] = await own.db.execute<{ rows: number }>(
    sql`select count(*)::int as rows from auth_failures`,
  );
  return row!.rows;
}
