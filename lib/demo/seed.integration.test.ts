import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findAccountByEmail } from "@/db/queries/accounts";
import { listKeys } from "@/lib/keys/list";
import { newSecret } from "@/lib/credentials/secret";
import { QUOTA_NAMES } from "@/lib/quota-windows";
import { checkUsage } from "@/lib/usage/check";
import { collect } from "@/test/collect";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { expectTrafficOfLog } from "@/test/traffic-drift";
import { DEMO_EMAIL, type DemoCredentials } from "./credentials";
import { DEMO_KEYS } from "./keys";
import { seedDemo } from "./seed";

const credentials: DemoCredentials = {
  email: DEMO_EMAIL,
  password: "correct horse",
  secret: newSecret("lk"),
};

let own: OwnDatabase;
beforeAll(async () => {
  own = await ownDatabase();
  await seed();
});
afterAll(() => own.remove());

const seed = () => seedDemo({ db: own.db, credentials, keyPrefix: "lk", nowMs: Date.now() });

async function demoKeys() {
  const account = await findAccountByEmail(own.db, DEMO_EMAIL);
  return collect(listKeys({ ctx: { db: own.db, accountId: account!.id } }));
}

test("the demo has tens of thousands of requests, none of them in the future or in two places", async () => {
  const [row] = await own.db.execute<{ n: string; late: string; stray: string }>(sql`
    select count(*) as n, count(*) filter (where at > now()) as late,
      (select count(*) from request_logs_default) as stray from request_logs`);
  expect(Number(row?.n)).toBeGreaterThan(20_000);
  expect(Number(row?.n)).toBeLessThan(100_000);
  expect(row).toMatchObject({ late: "0", stray: "0" });
});

test("every counter of the demo agrees with its log", async () => {
  const lines = await collect(checkUsage({ db: own.db }));
  expect(lines.length).toBe(DEMO_KEYS.length * QUOTA_NAMES.length);
  expect(lines.filter((line) => line.drift !== 0)).toEqual([]);
  const account = await findAccountByEmail(own.db, DEMO_EMAIL);
  await expectTrafficOfLog(own.db, account!.id);
});

test("each state that a key can be in is there to be seen, and no quota is passed", async () => {
  const keys = new Map((await demoKeys()).map((key) => [key.alias, key]));
  expect(keys.get("partner-acme")).toMatchObject({
    quotas: { total: 2200 },
    used: { total: 2200 },
  });
  expect(keys.get("old-script")?.active).toBe(false);
  expect(keys.get("launch-campaign")?.expiresAt?.getTime()).toBeLessThan(Date.now());
  expect(keys.get("reports-2")?.replacesId).toBe(keys.get("reports")?.id);
  expect(keys.get("spare")?.everUsed).toBe(false);
  const web = keys.get("web-prod")!;
  expect(web.used.daily / web.quotas.daily!).toBeGreaterThan(0.8);
  for (const { alias, quotas, used } of keys.values()) {
    for (const name of ["total", "daily", "weekly", "monthly"] as const) {
      expect(used[name], `${alias} ${name}`).toBeLessThanOrEqual(quotas[name] ?? Infinity);
    }
  }
});

test("seeding again keeps what is there", async () => {
  const before = (await demoKeys()).map(({ id, used }) => ({ id, total: used.total }));
  await seed();
  expect((await demoKeys()).map(({ id, used }) => ({ id, total: used.total }))).toEqual(before);
});
