import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "@/db/drizzle";
import type { OwnDatabase } from "../database";
import { call, eventually } from "../http/call";
import { OwnPostgres } from "../own-postgres";
import { cookiesOf, signIn } from "./owner";
import { actionCall, actionId, actionResult } from "./server-action";
import { serverEnv, TestServer } from "./server";
import { runCli } from "../cli";
import { ROOT } from "../root";

/*
 * Everything that a server and the command line do, by a role that has what docs/operate/run-time-role.md grants, and
 * nothing else: its statements are taken from there.
 */

const PAGE = path.join(ROOT, "docs", "operate", "run-time-role.md");
const [SET_UP, GRANTS] = [...readFileSync(PAGE, "utf8").matchAll(/```sql\n([\s\S]*?)```/g)].map(
  ([, text]) =>
    text!
      .split(";")
      .map((each) => each.trim())
      .filter((each) => each !== ""),
) as [string[], string[]];
const OWNER = { user: "latchkey_owner", password: "CHANGE-ME-1" };
const RUN = { user: "latchkey_run", password: "CHANGE-ME-2" };

const EMAIL = "ada@example.com";
const PASSWORD = "a password of some length";
const WAIT_MS = 30_000;

let postgres: OwnPostgres;
let server: TestServer;
let dataDir: string;
const asOwner = (...statements: string[]) => postgres.ask("latchkey", ...statements);

async function cli(role: typeof RUN, ...args: string[]) {
  const { exitCode, stdout, stderr } = await runCli(
    [...args, "--json"],
    serverEnv(postgres.urlOf("latchkey", role), dataDir),
  );
  expect({ args, exitCode, stderr }).toEqual({ args, exitCode: 0, stderr: "" });
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** What there is in the database's catalogue: nothing of it may come or go. */
async function catalogue(): Promise<unknown> {
  return asOwner(`
    select (select array_agg(oid::text || relname order by oid) from pg_class) as classes,
      (select array_agg(oid::text || proname order by oid) from pg_proc) as functions,
      (select array_agg(oid::text || tgname order by oid) from pg_trigger) as triggers,
      (select array_agg(attrelid::text || attname order by attrelid, attnum) from pg_attribute)
        as columns`);
}

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "latchkey-data-"));
  postgres = await OwnPostgres.start();
  await postgres.ask("postgres", ...SET_UP);
  const [migrated] = await cli(OWNER, "migrate");
  expect(migrated).toMatchObject({ daysAhead: 35 });
  await postgres.ask("latchkey", `set role latchkey_owner`, ...GRANTS);
  // Days that retention has outlived, with rows in one of them.
  await postgres.ask(
    "latchkey",
    "set role latchkey_owner",
    "select latchkey_ensure_partitions(current_date - 60, current_date - 58)",
  );
});
afterAll(async () => {
  await server?.remove();
  await postgres?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test("a server and the command line do all that they do with these grants, change no table, and are refused nothing", async () => {
  const before = await catalogue();
  const url = postgres.urlOf("latchkey", RUN);
  const db = openDatabase({ url, max: 2, name: "latchkey-test" });
  const database: OwnDatabase = { url, db, remove: () => db.$client.end({ timeout: 1 }) };
  server = await TestServer.start({
    database,
    dataDir,
    args: ["--no-migrate"],
    env: { LATCHKEY_LOG_RETENTION_DAYS: "31", LATCHKEY_IP_BLOCK: "3/60/60" },
  });
  const { port } = server;

  // Sign-up and sign-in, as in a browser.
  const signUp = await actionId(port, "/sign-up", "signUp");
  const input = { name: "Ada", email: EMAIL, password: PASSWORD };
  const signedUp = await call(port, actionCall(port, { page: "/sign-up", id: signUp, input }));
  expect(actionResult(signedUp)).toMatchObject({ ok: true });
  const cookie = cookiesOf(await signIn(port, { email: EMAIL, password: PASSWORD })).join("; ");
  expect(cookie).toContain("session-token");

  // Keys and requests.
  const keys = await Promise.all(
    ["one", "two"].map((alias) =>
      cli(RUN, "keys", "create", "--email", EMAIL, "--alias", alias, "--quota-daily", "20"),
    ),
  );
  const [one, two] = keys.map(([key]) => key!);
  const ask = (secret: unknown) => call(port, { headers: { "X-API-Key": String(secret) } });
  const statuses: number[] = [];
  for (let i = 0; i < 5; i++) statuses.push((await ask(one!.secret)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
  for (let i = 0; i < 5; i++) await ask("lk_unknown");
  await eventually(async () => (await cli(RUN, "ips", "list")).length === 1, WAIT_MS);
  await cli(RUN, "ips", "unblock", "127.0.0.1");

  // Pages.
  for (const page of [
    ...["/dashboard/keys", `/dashboard/keys/${String(one!.id)}`],
    ...["/dashboard/keys/logs", "/dashboard/usage", "/dashboard/audit", "/dashboard/settings"],
  ]) {
    const { status } = await call(port, { path: page, headers: { Cookie: cookie } });
    expect([page, status]).toEqual([page, 200]);
  }

  // The command line.
  await cli(RUN, "keys", "update", String(one!.id), "--active", "false");
  await eventually(async () => (await ask(one!.secret)).status === 401, WAIT_MS);
  await cli(RUN, "keys", "delete", String(two!.id));
  await cli(RUN, "keys", "list", "--email", EMAIL);
  await cli(RUN, "keys", "show", String(one!.id));
  await cli(RUN, "accounts", "create", "--email", "bob@example.com");
  await cli(RUN, "accounts", "plan", "--email", EMAIL, "--plan", "pro");
  await cli(RUN, "plans", "set", "team", "--per-second", "7", "--per-minute", "70");
  await cli(RUN, "plans", "max-keys", "team", "7");
  for (const list of [["accounts"], ["plans"]]) await cli(RUN, ...list, "list");
  await cli(RUN, "ips", "failures");
  expect((await cli(RUN, "logs", "list", "--email", EMAIL)).length).toBeGreaterThan(4);
  const checks = await cli(RUN, "usage", "check");
  expect(checks.filter(({ drift }) => drift !== undefined && drift !== 0)).toEqual([]);
  expect(await cli(RUN, "migrate")).toMatchObject([{ applied: [], daysAhead: 35 }]);
  await cli(RUN, "backup", "create", path.join(dataDir, "a.backup"));

  // Retention: the rows go, and what they counted stays.
  await postgres.ask(
    "latchkey",
    `insert into request_logs (id, at, account_id, key_id, method, path, status, duration_ms, credits, counted)
     select gen_random_uuid(), now() - interval '59 days', account_id, id, 'GET', '/', 200, 1, 1, true
     from api_keys, generate_series(1, 3)`,
    "update usage_totals set counted = counted + 3, requests = requests + 3",
  );
  expect(await server.stop()).toMatchObject({ code: 0 });
  await server.remove();
  server = await TestServer.start({
    database: {
      url,
      db: openDatabase({ url, max: 2, name: "latchkey-test" }),
      remove: async () => {},
    },
    dataDir,
    args: ["--no-migrate"],
    env: { LATCHKEY_LOG_RETENTION_DAYS: "31" },
  });
  await eventually(async () => {
    const [old] = await asOwner(
      "select count(*)::int as n from request_logs where at < now() - interval '50 days'",
    );
    return old!.n === 0;
  }, WAIT_MS);
  expect(await asOwner("select archived::int from usage_totals")).toEqual([{ archived: 3 }]);
  const again = await cli(RUN, "usage", "check");
  expect(again.filter(({ drift }) => drift !== undefined && drift !== 0)).toEqual([]);

  const ready = await call(server.port, { path: "/readyz" });
  expect(ready.status).toBe(200);
  expect(ready.text).not.toContain("tables");
  expect(await server.stop()).toMatchObject({ code: 0 });
  expect(await catalogue()).toEqual(before);
  expect(postgres.log).not.toContain("permission denied");
  expect(postgres.log).not.toContain("must be owner");

  // The owner takes the empty days away.
  expect(await cli(OWNER, "migrate")).toMatchObject([{ emptyDaysDropped: 3 }]);
});

test("days that run out are told before they do, with what makes them", async () => {
  const days = await asOwner(`
    select relname as name from pg_class
    where relname ~ '^request_logs_\\d{8}$'
      and to_date(right(relname, 8), 'YYYYMMDD') > current_date + 2`);
  await asOwner(...days.map(({ name }) => `drop table ${String(name)}`));
  const url = postgres.urlOf("latchkey", RUN);
  await server.remove();
  server = await TestServer.start({
    database: {
      url,
      db: openDatabase({ url, max: 1, name: "latchkey-test" }),
      remove: async () => {},
    },
    dataDir,
    args: ["--no-migrate"],
  });
  const note =
    "the request log has tables for 2 more days only: run `npm run -s cli -- migrate` as the role that owns the tables";
  await eventually(() => server.logged(note).length > 0, WAIT_MS);
  const ready = await call(server.port, { path: "/readyz" });
  expect(ready.status).toBe(200);
  expect(ready.json<{ notes: string[] }>().notes).toContain(note);
  expect(await server.metric("latchkey_log_days_ahead")).toBe(2);
  // A start and a verb that may change the schema, and cannot, go on all the same.
  await cli(RUN, "accounts", "list");
  expect(postgres.log).not.toContain("permission denied");
});

/** Starts a server that ends by itself. @returns what it says in words */
async function startThatEnds(): Promise<string[]> {
  await server.remove();
  const url = postgres.urlOf("latchkey", RUN);
  server = await TestServer.start({
    database: {
      url,
      db: openDatabase({ url, max: 1, name: "latchkey-test" }),
      remove: async () => {},
    },
    dataDir,
    args: ["--no-migrate"],
    waitsUntilReady: false,
  });
  expect(await server.ended).toMatchObject({ code: 1 });
  return server.err.filter((line) => !line.startsWith("{"));
}

test("where SQL functions are of another version, a start and a verb end with one line, until the owner applies them", async () => {
  await asOwner(`update sql_functions set sha256 = sha256 || '{"latchkey_grant": "another"}'`);
  const line =
    "DATABASE_URL has 1 SQL function of another version, or not at all (the first is latchkey_grant): run `npm run -s cli -- migrate` as a role that may change the schema";
  expect(await startThatEnds()).toEqual([line]);
  const env = serverEnv(postgres.urlOf("latchkey", RUN), dataDir);
  for (const verb of [["accounts", "list"], ["migrate"]]) {
    expect(await runCli(verb, env)).toMatchObject({ exitCode: 1, stdout: "", stderr: line });
  }
  expect(await cli(OWNER, "migrate")).toMatchObject([{ applied: ["functions"] }]);
  await cli(RUN, "accounts", "list");
});

test("where migrations are missing, a start ends with one line", async () => {
  await asOwner("delete from drizzle.__drizzle_migrations");
  expect(await startThatEnds()).toEqual([
    expect.stringMatching(/^DATABASE_URL lacks 1 migration \(the first is 0000_baseline\): run /),
  ]);
});
