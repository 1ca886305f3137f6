import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { openSql } from "@/db/client";
import { openDatabase } from "@/db/drizzle";
import { migrateDatabase } from "@/db/migrate";
import type { OwnDatabase } from "../database";
import { withoutPlanLimits } from "../engine";
import { eventually } from "../http/call";
import { startUpstream } from "../http/front-door";
import { makeKey } from "../key";
import { expectLogged } from "../processes/load";
import { makeOwner } from "../processes/owner";
import { TestServer } from "../processes/server";
import { tell } from "./figures";
import { movableDatabase } from "./movable-database";
import { SystemPostgres } from "./system-postgres";
import { type TimedAnswer, Traffic } from "./traffic";

const DATABASE = "latchkey";
const AWAY_MS = 60_000;
/** Known keys are trusted for five seconds of silence, and it takes moments until it is silent. */
const GRACE_MS = 10_000;
/** So soon it serves again. */
const BACK_MS = 2_000;
const LOCKED_MS = 30_000;
/** The total quota of one of the keys. */
const QUOTA = 100_000;
const PATH = "/api/v1/of-the-upstream";

/** What nobody may be told, whatever becomes of the database. */
const isWrong = ({ status, code, retryAfter }: TimedAnswer) =>
  !(status === 200 || (status === 503 && code === "unavailable" && retryAfter !== null));

/** A server on a PostgreSQL of the system's, and traffic with a key that has a quota and one that has none. */
async function start(postgres: SystemPostgres, url = postgres.urlOf(DATABASE)) {
  await postgres.ask(`create database ${DATABASE}`);
  await migrateDatabase(postgres.urlOf(DATABASE));
  const upstream = await startUpstream();
  upstream.handle = (_request, response) => response.end("of the upstream");
  onTestFinished(upstream.stop);
  const db = openDatabase({ url, max: 4, name: "latchkey-test" });
  const database: OwnDatabase = { url, db, remove: () => db.$client.end({ timeout: 1 }) };
  onTestFinished(database.remove);
  await withoutPlanLimits(db);
  const server = await TestServer.start({ database, env: { LATCHKEY_UPSTREAM: upstream.origin } });
  onTestFinished(() => server.remove());
  const owner = await makeOwner(server);
  const of = { db, accountId: owner.accountId };
  const limited = await makeKey(of, { quotaTotal: QUOTA });
  const traffic = new Traffic(
    server.origin,
    [owner.key, limited].map(({ secret }) => ({ path: PATH, secret })),
  );
  onTestFinished(() => traffic.stop());
  await eventually(() => traffic.answers.filter(({ status }) => status === 200).length > 100);
  return { server, owner, db, of, traffic };
}

type Started = Awaited<ReturnType<typeof start>>;

/** Milliseconds from now until both keys are let in again. */
async function untilServed({ traffic }: Started): Promise<number> {
  const fromMs = traffic.elapsedMs();
  const served = () => traffic.since(fromMs).filter(({ status }) => status === 200);
  await eventually(() => served().length > 5, 60_000);
  const backMs = Math.round(served()[0]!.atMs - fromMs);
  expect(backMs).toBeLessThan(BACK_MS);
  return backMs;
}

/** Ends the traffic and the server, and holds the log against all that was answered. */
async function expectAllLogged(started: Started): Promise<void> {
  const { server, traffic, owner, db } = started;
  await traffic.stop();
  expect(traffic.answers.filter(isWrong)).toEqual([]);
  expect(await server.stop()).toMatchObject({ code: 0 });
  await expectLogged(db, owner.accountId, traffic.answers, { mayHoldMore: true });
}

const told = (tally: Record<string, number>) =>
  Object.entries(tally)
    .map(([answer, times]) => `${answer}: ${times}`)
    .join(", ");

test(`PostgreSQL away for ${AWAY_MS / 1000} s: known keys are served for the grace, then 503; all of it is in the log`, async () => {
  const postgres = await SystemPostgres.start();
  onTestFinished(() => postgres.remove());
  const started = await start(postgres);
  const { traffic, server } = started;
  const awayAtMs = traffic.elapsedMs();
  await postgres.stop();
  await pause(AWAY_MS);
  const meanwhile = traffic.since(awayAtMs);
  const lastServedMs = Math.max(
    ...meanwhile.filter(({ status }) => status === 200).map(({ atMs }) => atMs),
  );
  const page = await fetch(`${server.origin}/dashboard/keys`, {
    headers: { Cookie: started.owner.cookie },
  });
  expect(page.status).toBe(503);
  expect(lastServedMs - awayAtMs).toBeLessThan(GRACE_MS);
  expect(traffic.tally(meanwhile)["503 unavailable"]).toBeGreaterThan(0);
  await postgres.go();
  const backMs = await untilServed(started);
  await expectAllLogged(started);
  tell({
    promise: `PostgreSQL away for ${AWAY_MS / 1000} s`,
    seen: `meanwhile ${told(traffic.tally(meanwhile))}; served for ${((lastServedMs - awayAtMs) / 1000).toFixed(1)} s; back ${backMs} ms after it; ${traffic.answers.length} answers, all in the log`,
  });
});

test.each(["fast", "immediate"] as const)(
  "PostgreSQL restarted (%s) costs no answer and no row",
  async (mode) => {
    const postgres = await SystemPostgres.start();
    onTestFinished(() => postgres.remove());
    const started = await start(postgres);
    const { traffic } = started;
    const fromMs = traffic.elapsedMs();
    await postgres.stop(mode);
    await postgres.go();
    const backMs = await untilServed(started);
    await pause(2_000);
    await expectAllLogged(started);
    tell({
      promise: `PostgreSQL restarted (${mode})`,
      seen: `${told(traffic.tally(traffic.since(fromMs)))}; served ${backMs} ms after it; all in the log`,
    });
  },
);

test("a standby that is promoted has every row that was answered, and is taken up", async () => {
  const primary = await SystemPostgres.start({ max_wal_senders: "5" });
  onTestFinished(() => primary.remove());
  const standby = await SystemPostgres.standbyOf(primary);
  onTestFinished(() => standby.remove());
  await primary.ask("alter system set synchronous_standby_names = '*'");
  await primary.ask("select pg_reload_conf()");
  const way = await movableDatabase(primary.urlOf(DATABASE));
  const started = await start(primary, way.url);
  const { traffic } = started;
  const fromMs = traffic.elapsedMs();
  await primary.stop("immediate");
  way.moveTo(standby.port);
  await standby.ask("alter system set synchronous_standby_names = ''").catch(() => {});
  await standby.promote();
  await standby.ask("alter system set synchronous_standby_names = ''");
  await standby.ask("select pg_reload_conf()");
  const backMs = await untilServed(started);
  await pause(2_000);
  await expectAllLogged(started);
  tell({
    promise: "a promoted standby (streaming, synchronous)",
    seen: `${told(traffic.tally(traffic.since(fromMs)))}; served ${backMs} ms after the promotion; all in the log`,
  });
});

test("a PostgreSQL that takes no more connections is an outage, never a bad key, and over when it takes them again", async () => {
  const postgres = await SystemPostgres.start({ max_connections: "60" });
  onTestFinished(() => postgres.remove());
  const started = await start(postgres);
  const { traffic } = started;
  const others = openSql({ url: postgres.urlOf("postgres"), max: 60, name: "others" });
  const fromMs = traffic.elapsedMs();
  // Others take whatever is free, and what the instance loses.
  const held = Array.from({ length: 60 }, () => others`select pg_sleep(20)`.catch(() => {}));
  await pause(1_000);
  await postgres
    .ask(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'latchkey%' and pid <> pg_backend_pid()",
    )
    .catch(() => {});
  await pause(15_000);
  const meanwhile = traffic.since(fromMs);
  await others.end({ timeout: 0 });
  await Promise.all(held);
  const backMs = await untilServed(started);
  await pause(2_000);
  await expectAllLogged(started);
  tell({
    promise: "PostgreSQL out of connections for 15 s",
    seen: `${told(traffic.tally(meanwhile))}; served ${backMs} ms after; all in the log`,
  });
});

test.each(["api_keys", "request_logs"])(
  `a table that is locked for ${LOCKED_MS / 1000} s (%s) is no bad key, and known keys are served`,
  async (table) => {
    const postgres = await SystemPostgres.start();
    onTestFinished(() => postgres.remove());
    const started = await start(postgres);
    const { traffic, of, server } = started;
    const cold = await makeKey(of);
    const fromMs = traffic.elapsedMs();
    const lock = postgres.ask(
      `begin; lock table ${table} in access exclusive mode; select pg_sleep(${LOCKED_MS / 1000}); commit`,
      DATABASE,
    );
    await pause(500);
    const asked = await fetch(server.origin + PATH, { headers: { "X-API-Key": cold.secret } });
    expect([200, 503]).toContain(asked.status);
    await lock;
    const meanwhile = traffic.since(fromMs);
    const backMs = await untilServed(started);
    await pause(3_000);
    await expectAllLogged(started);
    tell({
      promise: `${table} locked for ${LOCKED_MS / 1000} s`,
      seen: `${told(traffic.tally(meanwhile))}; an unknown key ${asked.status}; served ${backMs} ms after; all in the log`,
    });
  },
);
