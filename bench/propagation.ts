import type postgres from "postgres";
import { type Database, openSql } from "@/db/client";
import { openDatabase } from "@/db/drizzle";
import { updateAccountPlan } from "@/db/queries/accounts";
import { ipBlocks } from "@/db/schema/operations";
import { unblockAddress } from "@/lib/ip-blocks/unblock";
import { updateKey } from "@/lib/keys/update";
import { type Answer, Client, NOWHERE } from "./ask";
import type { Figure } from "./figure";
import { type BenchKey, makeKeys, NO_LIMIT } from "./keys";
import { quantile, summarise } from "./statistics";

const INSTANCES = 3;
/** A change that takes longer is not late but lost. */
const LOST_MS = 10_000;

/** One change, and how a client sees that it is in force. */
interface Change {
  /** What must be so everywhere before the change is made. */
  prepare?: { act(): Promise<unknown>; isReady(answer: Answer): boolean };
  headers: Record<string, string>;
  /** Returns when it is committed. */
  commit(): Promise<unknown>;
  isInForce(answer: Answer): boolean;
}

/** Asks one instance without a pause until it answers as wanted. @returns performance.now() then */
async function waitFor(
  client: Client,
  headers: Record<string, string>,
  isSo: (answer: Answer) => boolean,
): Promise<number> {
  const lostAt = performance.now() + LOST_MS;
  while (performance.now() < lostAt) {
    if (isSo(await client.ask(NOWHERE, headers))) return performance.now();
  }
  throw new Error(`a change was not in force at ${client.origin} after ${LOST_MS / 1000} s`);
}

const everywhere = (clients: readonly Client[], change: Change, isSo: (a: Answer) => boolean) =>
  Promise.all(clients.map((client) => waitFor(client, change.headers, isSo)));

/** Milliseconds from a commit to the first answer by it from the slowest instance. */
async function measureChange(clients: readonly Client[], change: Change): Promise<number> {
  await change.prepare?.act();
  const before = change.prepare ?? { isReady: (answer: Answer) => !change.isInForce(answer) };
  await everywhere(clients, change, (answer) => before.isReady(answer));
  await change.commit();
  const committedAt = performance.now();
  const seenAt = await everywhere(clients, change, (answer) => change.isInForce(answer));
  return Math.max(...seenAt) - committedAt;
}

function changes(
  { db, sql }: { db: Database; sql: postgres.Sql },
  keys: readonly BenchKey[],
  count: number,
): Change[] {
  const { accountId } = keys[0]!;
  const ctx = { db, accountId, actor: { kind: "cli", userId: null, ip: null } } as const;
  const withKey = (key: BenchKey) => ({ "X-API-Key": key.secret });
  const kinds: Array<(n: number, key: BenchKey) => Change> = [
    (_n, key) => ({
      headers: withKey(key),
      commit: () => updateKey({ ctx, input: { id: key.id, active: false } }),
      isInForce: ({ code }) => code === "inactive_key",
    }),
    (_n, key) => ({
      headers: withKey(key),
      // Past the form, which takes no moment that has gone by.
      commit: () => sql`update api_keys set expires_at = now() where id = ${key.id}`,
      isInForce: ({ code }) => code === "expired_key",
    }),
    (n, key) => ({
      headers: withKey(key),
      commit: () => updateKey({ ctx, input: { id: key.id, quotaDaily: 5_000_000 + n } }),
      isInForce: ({ policy }) => policy?.includes(`"daily";q=${5_000_000 + n};`) ?? false,
    }),
    (n, key) => {
      const plan = Math.floor(n / kinds.length) % 2 === 0 ? "bench-other" : "bench";
      const perSecond = plan === "bench" ? NO_LIMIT.perSecond : NO_LIMIT.perSecond - 1;
      return {
        headers: withKey(key),
        commit: () => updateAccountPlan(db, accountId, plan),
        isInForce: ({ policy }) => policy?.includes(`"second";q=${perSecond};`) ?? false,
      };
    },
    (n, key) => {
      const ip = `198.51.100.${(n % 250) + 1}`;
      return {
        headers: { ...withKey(key), "X-Forwarded-For": ip },
        prepare: {
          act: () =>
            db.insert(ipBlocks).values({ ip, until: new Date(Date.now() + 60_000), failures: 20 }),
          isReady: ({ code }) => code === "ip_blocked",
        },
        commit: () => unblockAddress({ db, input: { address: ip } }),
        isInForce: ({ code }) => code !== "ip_blocked",
      };
    },
  ];
  return Array.from({ length: count }, (_, n) => kinds[n % kinds.length]!(n, keys[n]!));
}

/** How soon what is changed in one place holds at every instance. */
export const propagation: Figure = {
  name: "propagation",
  async measure(bed) {
    const count = bed.isQuick ? 60 : 200;
    const database = await bed.database();
    const keys = await makeKeys(database, { count, quotas: true });
    const db = openDatabase({ url: database, max: 2, name: "latchkey-bench" });
    const sql = openSql({ url: database, max: 1, name: "latchkey-bench" });
    await sql`insert into plans (name, per_second, per_minute)
      values ('bench-other', ${NO_LIMIT.perSecond - 1}, ${NO_LIMIT.perMinute})`;
    const instances = [];
    for (let n = 0; n < INSTANCES; n++) {
      instances.push(
        await bed.latchkey(database, {
          // Addresses are the benchmark's own to choose, and blocked only by its own hand.
          LATCHKEY_TRUSTED_PROXIES: "127.0.0.1",
          LATCHKEY_IP_BLOCK: "1000000/300/900",
        }),
      );
    }
    const clients = instances.map(({ origin }) => new Client(origin, 1));
    const delaysMs: number[] = [];
    for (const change of changes({ db, sql }, keys, count)) {
      delaysMs.push(await measureChange(clients, change));
    }
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all(instances.map((instance) => instance.stop()));
    await Promise.all([db.$client.end(), sql.end()]);
    const { min, max } = summarise(delaysMs);
    const at = (share: number) => ({ median: quantile(delaysMs, share), min, max, rounds: count });
    return [
      {
        title: `change in force on ${INSTANCES} instances, p50`,
        value: at(0.5),
        unit: "ms",
        mustReach: null,
      },
      {
        title: `change in force on ${INSTANCES} instances, p99`,
        value: at(0.99),
        unit: "ms",
        mustReach: { atMost: 100 },
        note: `${count} changes in turn: deactivation, expiry, quota, plan, unblocked address; from the commit to the slowest instance's first answer by it, under requests without a pause`,
      },
    ];
  },
};
