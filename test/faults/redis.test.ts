import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { setPlan } from "@/lib/plans/set";
import { findProgram } from "../chromium";
import { ownDatabase } from "../database";
import { call, eventually } from "../http/call";
import { startUpstream } from "../http/front-door";
import { makeKey } from "../key";
import { expectLogged } from "../processes/load";
import { makeOwner } from "../processes/owner";
import { TestServer } from "../processes/server";
import { startRedis, type TestRedis } from "../redis-server";
import { tell } from "./figures";
import { Traffic } from "./traffic";

const INSTANCES = 2;
/** Of the account, a minute: far less than is asked for. */
const PER_MINUTE = 120;
const QUOTA = 50;
const PATH = "/api/v1/of-the-upstream";
const LOST_MS = 10_000;
/** So soon limits are shared again. */
const BACK_MS = 2_000;

/** Runs a command in Redis, past all that is ours. */
async function redis({ url }: TestRedis, ...command: string[]): Promise<string> {
  const { stdout } = await execa("redis-cli", ["-u", url, ...command]);
  return stdout;
}

/** Two instances that share a Redis, an account with a plan limit, and a key of it with a quota. */
async function start() {
  const shared = await startRedis();
  onTestFinished(() => shared.kill());
  const database = await ownDatabase();
  onTestFinished(database.remove);
  const upstream = await startUpstream();
  upstream.handle = (_request, response) => response.end("of the upstream");
  onTestFinished(upstream.stop);
  await setPlan({
    db: database.db,
    input: { name: "bounded", perSecond: null, perMinute: PER_MINUTE },
  });
  const env = { LATCHKEY_UPSTREAM: upstream.origin, REDIS_URL: shared.url };
  const servers = await Promise.all(
    Array.from({ length: INSTANCES }, () => TestServer.start({ database, env })),
  );
  onTestFinished(async () => void (await Promise.all(servers.map((server) => server.remove()))));
  const owner = await makeOwner({ port: servers[0]!.port, database }, { plan: "bounded" });
  const limited = await makeOwner({ port: servers[0]!.port, database }, { plan: "scale" });
  const capped = await makeKey(
    { db: database.db, accountId: limited.accountId },
    { quotaTotal: QUOTA },
  );
  return { shared, database, servers, owner, limited, capped };
}

type Started = Awaited<ReturnType<typeof start>>;

const isDegraded = async ({ port }: TestServer) =>
  (await call(port, { path: "/readyz" })).text.includes("Redis does not answer");

/** Waits until all instances count in Redis, or none does. @returns after how many milliseconds */
async function untilAll({ servers }: Started, degraded: boolean): Promise<number> {
  const fromMs = performance.now();
  await eventually(async () => {
    const each = await Promise.all(servers.map(isDegraded));
    return each.every((is) => is === degraded);
  }, 30_000);
  return Math.round(performance.now() - fromMs);
}

const FAULTS: Array<
  [string, (shared: TestRedis) => Promise<void>, (shared: TestRedis) => Promise<void>]
> = [
  ["killed", (shared) => shared.kill(), (shared) => shared.restart()],
  ["stopped", async (shared) => shared.freeze(), async (shared) => shared.thaw()],
  [
    "full",
    async (shared) => {
      await redis(shared, "config", "set", "maxmemory-policy", "noeviction");
      await redis(shared, "config", "set", "maxmemory", "1");
    },
    async (shared) => void (await redis(shared, "config", "set", "maxmemory", "0")),
  ],
];

test.each(FAULTS)(
  `Redis ${"%s"} for ${LOST_MS / 1000} s: each instance lets in its share, no request fails, quotas are exact, and it is back by itself`,
  async (name, lose, find) => {
    expect(findProgram("redis-cli"), "install redis-tools").toBeTruthy();
    const started = await start();
    const { shared, servers, owner, database, capped, limited } = started;
    const traffic = servers.map(
      ({ origin }) =>
        new Traffic(origin, [
          { path: PATH, secret: owner.key.secret, pauseMs: 20 },
          { path: PATH, secret: capped.secret, pauseMs: 50 },
        ]),
    );
    await eventually(() => traffic.every(({ answers }) => answers.length > 20));
    await lose(shared);
    const lostMs = await untilAll(started, true);
    await pause(LOST_MS);
    await find(shared);
    const foundMs = await untilAll(started, false);
    expect(foundMs).toBeLessThan(BACK_MS);
    await Promise.all(traffic.map((each) => each.stop()));
    const answers = traffic.flatMap((each) => each.answers);
    const tally = traffic[0]!.tally(answers);
    const minuteOf = (atMs: number) => Math.floor(atMs / 60_000);
    const admitted = new Map<number, number>();
    const rows = await database.db.execute<{ at: Date }>(
      `select at from request_logs where account_id = '${owner.accountId}' and status = 200`,
    );
    for (const { at } of rows) {
      const minute = minuteOf(new Date(at).getTime());
      admitted.set(minute, (admitted.get(minute) ?? 0) + 1);
    }
    for (const server of servers) expect(await server.stop()).toMatchObject({ code: 0 });
    tell({
      promise: `Redis ${name} for ${LOST_MS / 1000} s, ${INSTANCES} instances`,
      seen: `${Object.entries(tally)
        .map(([answer, times]) => `${answer}: ${times}`)
        .join(
          ", ",
        )}; shares after ${lostMs} ms, shared again ${foundMs} ms after it was back; most in a minute ${Math.max(...admitted.values())} of ${PER_MINUTE}`,
    });
    const seen = new Set(Object.keys(tally));
    for (const answer of ["200", "429 plan_minute", "401 quota_total"]) seen.delete(answer);
    expect([...seen]).toEqual([]);
    expect(traffic.map(({ broken }) => broken)).toEqual([0, 0]);
    // What was let in before the loss and the shares after it: never twice the limit, as each share has its own window.
    expect(Math.max(...admitted.values())).toBeLessThanOrEqual(2 * PER_MINUTE);
    await expectLogged(database.db, owner.accountId, [], { mayHoldMore: true });
    const counted = await database.db.execute<{ n: number }>(
      `select count(*)::int as n from request_logs where key_id = '${capped.id}' and counted`,
    );
    expect(counted[0]!.n).toBe(QUOTA);
    await expectLogged(database.db, limited.accountId, [], { mayHoldMore: true });
  },
);

test.each([
  ["flushed", (shared: TestRedis) => redis(shared, "flushall")],
  [
    "restarted",
    async (shared: TestRedis) => {
      await shared.kill();
      await shared.restart();
    },
  ],
] as const)(
  "Redis %s: no request fails, and within one window twice the limit at most is let in",
  async (name, fault) => {
    const started = await start();
    const { shared, servers, owner } = started;
    const traffic = servers.map(
      ({ origin }) => new Traffic(origin, [{ path: PATH, secret: owner.key.secret, pauseMs: 10 }]),
    );
    const admitted = () =>
      traffic.flatMap(({ answers }) => answers).filter(({ status }) => status === 200).length;
    await eventually(() => admitted() === PER_MINUTE, 30_000);
    await fault(shared);
    await pause(5_000);
    await Promise.all(traffic.map((each) => each.stop()));
    const tally = traffic[0]!.tally(traffic.flatMap(({ answers }) => answers));
    tell({
      promise: `Redis ${name}`,
      seen: `${admitted()} let in with a limit of ${PER_MINUTE} a minute; ${Object.entries(tally)
        .map(([answer, times]) => `${answer}: ${times}`)
        .join(", ")}`,
    });
    expect(Object.keys(tally).sort()).toEqual(["200", "429 plan_minute"]);
    expect(admitted()).toBeLessThanOrEqual(2 * PER_MINUTE);
    await untilAll(started, false);
  },
);
