import { expect, onTestFinished, test } from "vitest";
import { openSql } from "@/db/client";
import { openDatabase } from "@/db/drizzle";
import { migrateDatabase, refuseOtherSchema } from "@/db/migrate";
import { recallLeases } from "@/db/queries/enforcement";
import { maintenanceLock, runMaintenance } from "@/db/queries/maintenance";
import { checkUsage } from "@/lib/usage/check";
import { collect } from "@/test/collect";
import { makeAccount } from "@/test/account";
import { emptyDatabase, withParameter } from "@/test/database";
import { startEngine, withoutPlanLimits } from "@/test/engine";
import { makeKey } from "@/test/key";

const QUOTA = 50;

/** A Latchkey in a schema: its tables, an engine, and a key. */
async function latchkeyIn(url: string) {
  await migrateDatabase(url);
  const db = openDatabase({ url, max: 2, name: "latchkey-test" });
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  await withoutPlanLimits(db);
  const { accountId } = await makeAccount(db, { cleanup: false });
  const key = await makeKey({ db, accountId }, { quotaTotal: QUOTA });
  return { url, db, accountId, key, engine: await startEngine(url) };
}

test("two Latchkeys in two schemas of one database do not disturb each other", async () => {
  const { url } = await emptyDatabase();
  const [a, b] = await Promise.all(
    ["alpha", "beta"].map((name) => latchkeyIn(withParameter(url, "schema", name))),
  );
  const heard: string[] = [];
  const listener = openSql({ url, max: 1, name: "latchkey-test" });
  onTestFinished(() => listener.end({ timeout: 1 }));
  for (const channel of ["latchkey", "latchkey_alpha", "latchkey_beta"]) {
    await listener.listen(channel, () => heard.push(channel));
  }

  // Each counts by itself, and knows no key of the other.
  const outcomes = await Promise.all([
    a!.engine.outcomes(a!.key.hash, 2 * QUOTA),
    b!.engine.outcomes(b!.key.hash, QUOTA / 2),
  ]);
  expect(outcomes).toEqual([{ admitted: QUOTA, quota_total: QUOTA }, { admitted: QUOTA / 2 }]);
  expect(await b!.engine.outcome(a!.key.hash)).toBe("invalid_key");

  // A change in one is heard there alone; also a recall of leases.
  await a!.db.$client`update api_keys set active = false`;
  await recallLeases(b!.db.$client, b!.key.id);
  await expect.poll(() => heard.includes("latchkey_alpha")).toBe(true);
  expect(await a!.engine.outcome(a!.key.hash)).toBe("inactive_key");
  expect(await b!.engine.outcome(b!.key.hash)).toBe("admitted");
  await expect.poll(() => heard.includes("latchkey_beta")).toBe(true);
  expect(heard).not.toContain("latchkey");

  // Rounds at once: nobody's are skipped for the other's.
  const rounds = [a!, b!].map(({ db }) => runMaintenance(db.$client, 90));
  expect(await Promise.all(rounds)).toEqual([0, 0]);
  for (const { engine, db } of [a!, b!]) {
    await engine.stop();
    expect(engine.complaints).toEqual([]);
    for (const { drift } of await collect(checkUsage({ db }))) expect(drift).toBe(0);
  }
  // Neither has anything in a schema of another.
  const schemas = await listener`
    select distinct nspname as name from pg_class c join pg_namespace n on n.oid = relnamespace
    where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`;
  expect(schemas.map(({ name }) => name as string)).toEqual(["alpha", "beta"]);

  // One goes, the other stays.
  await listener`drop schema alpha cascade`;
  await refuseOtherSchema(b!.url);
  expect(await migrateDatabase(b!.url)).toEqual([]);
  await expect(refuseOtherSchema(a!.url)).rejects.toThrow("lacks");
});

test("while one does its rounds, the other can do its own", async () => {
  const { url } = await emptyDatabase();
  const urls = ["alpha", "beta"].map((name) => withParameter(url, "schema", name));
  const clients = urls.map((each) => openSql({ url: each, max: 2, name: "latchkey-test" }));
  onTestFinished(async () => {
    for (const sql of clients) await sql.end({ timeout: 1 });
  });
  for (const each of urls) await migrateDatabase(each);
  const [alpha, beta] = clients;
  await alpha!.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${maintenanceLock(alpha!)})`;
    expect(await runMaintenance(alpha!, 90)).toBeNull();
    expect(await runMaintenance(beta!, 90)).toBe(0);
  });
});
