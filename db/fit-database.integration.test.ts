import { type AddressInfo, connect, createServer } from "node:net";
import type postgres from "postgres";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openSql } from "@/db/client";
import { connectionSettings } from "@/db/connection-settings";
import { withServerSettings } from "@/db/server-settings";
import { openFit } from "@/db/fit-database";
import { runCli } from "@/test/cli";
import { type OwnDatabase, ownDatabase, testDatabaseUrl } from "@/test/database";
import { startPgBouncer } from "@/test/pgbouncer";
import { dropDatabase, withDatabase } from "@/test/test-databases";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());

/** All that our connections say, and no pooler knows by itself. */
const OURS = [
  ...Object.keys(connectionSettings("public")),
  "statement_timeout",
  "enable_seqscan",
  "jit",
];

async function refuseUnfit(url: string): Promise<void> {
  const sql = await openFit({ url, name: "latchkey-test-fit" });
  await sql.end({ timeout: 1 });
}

async function through(poolMode: "session" | "transaction") {
  const pooler = await startPgBouncer(own.url, {
    poolMode,
    ignores: OURS,
  });
  onTestFinished(() => pooler.stop());
  return pooler.url;
}

/** Makes settings the database's own, as somebody does who has put a pooler in front that drops them. */
async function setForGood(settings: Record<string, string>): Promise<void> {
  const admin = openSql({ url: testDatabaseUrl(), max: 1, name: "latchkey-test-admin" });
  const name = new URL(own.url).pathname.slice(1);
  for (const [setting, value] of Object.entries(settings)) {
    const list = value.split(", ").map((one) => `'${one}'`);
    await admin.unsafe(`alter database "${name}" set ${setting} = ${list.join(", ")}`);
  }
  await admin.end({ timeout: 1 });
}

test("PostgreSQL itself is fit, whatever its defaults", async () => {
  await refuseUnfit(own.url);
});

test("no default of the database holds on our connections", async () => {
  const rows = await own.db.$client`select name from pg_settings where source = 'database'`;
  expect(rows).toEqual([]);
});

test("a pooler that drops what connections say is refused, and its line says all that mends it", async () => {
  // A pooler has servers that idle, and its own check holds transactions.
  const OTHERS = { idle_session_timeout: "0", idle_in_transaction_session_timeout: "0" };
  await setForGood({ statement_timeout: "0", ...OTHERS });
  await expect(refuseUnfit(await through("transaction"))).rejects.toThrow("pool_mode=transaction");
  const line = await refuseUnfit(await through("session")).then(
    () => "fit",
    (error: Error) => error.message,
  );
  expect(line).toMatch(/drops settings \(\w+ is \S+, not .*: connect to PostgreSQL itself, or/);
  // What it says is done, and nothing else.
  const [, statements = ""] = /again: (.*)$/.exec(line) ?? [];
  const admin = openSql({ url: testDatabaseUrl(), max: 1, name: "latchkey-test-admin" });
  const name = new URL(own.url).pathname.slice(1);
  for (const statement of statements.split("; ")) {
    await admin.unsafe(`alter database "${name}" ${statement}`);
  }
  await admin.end({ timeout: 1 });
  await refuseUnfit(await through("session"));
});

test("a pooler that hands each transaction to another server is refused; one that keeps sessions is not", async () => {
  await setForGood({ ...connectionSettings("public"), statement_timeout: "0" });
  await refuseUnfit(await through("session"));
  await expect(refuseUnfit(await through("transaction"))).rejects.toThrow("pool_mode=transaction");
});

test("PostgreSQL itself is asked on one connection", async () => {
  const sql = await openFit({ url: own.url, name: "latchkey-test-once" });
  onTestFinished(() => sql.end({ timeout: 1 }));
  const rows = await sql`
    select application_name as name from pg_stat_activity
    where datname = current_database() and application_name in ('latchkey-test-once', 'latchkey-fitness')`;
  expect(rows).toEqual([{ name: "latchkey-test-once" }]);
});

test("a limit of transactions and lazy commits of the database hold on no connection after that", async () => {
  const [{ number }] = await own.db.$client<[{ number: number }]>`
    select current_setting('server_version_num')::int as number`;
  const hasLimit = number >= 170_000;
  await setForGood({
    synchronous_commit: "off",
    ...(hasLimit && { transaction_timeout: "200ms" }),
  });
  onTestFinished(() =>
    setForGood({ synchronous_commit: "on", ...(hasLimit && { transaction_timeout: "0" }) }),
  );
  const read = async (sql: postgres.Sql) => {
    const [row] = await sql.begin(
      (tx) => tx`
        select current_setting('synchronous_commit') as commit,
          coalesce(current_setting('transaction_timeout', true), '0') as timeout, pg_sleep(0.3) is null as slept`,
    );
    return row;
  };
  const held = { commit: "on", timeout: "0", slept: false };
  const first = await openFit({ url: own.url, name: "latchkey-test-later" });
  onTestFinished(() => first.end({ timeout: 1 }));
  expect(await read(first)).toEqual(held);
  const later = openSql({ url: withServerSettings(own.url), max: 1, name: "latchkey-test-later" });
  onTestFinished(() => later.end({ timeout: 1 }));
  expect(await read(later)).toEqual(held);
});

test("a call of the command line is refused behind such a pooler, too: its lock would stay there", async () => {
  await setForGood({ ...connectionSettings("public"), statement_timeout: "0" });
  const call = async (poolMode: "session" | "transaction") =>
    runCli(["migrate"], { DATABASE_URL: await through(poolMode), NODE_ENV: "test" });
  const { exitCode, stdout, stderr } = await call("transaction");
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toMatch(/^DATABASE_URL leads through a pooler .*pool_mode=transaction.*$/);
  expect(await call("session")).toMatchObject({ exitCode: 0, stderr: "" });
});

test("a database in another encoding is refused", async () => {
  const admin = openSql({ url: testDatabaseUrl(), max: 1, name: "latchkey-test-admin" });
  const name = `latchkey_latin_${process.pid}`;
  await admin.unsafe(
    `create database "${name}" encoding 'LATIN1' locale_provider libc locale 'C' template template0`,
  );
  onTestFinished(async () => {
    await dropDatabase(admin, name);
    await admin.end({ timeout: 1 });
  });
  await expect(refuseUnfit(withDatabase(own.url, name))).rejects.toThrow(
    "a database in UTF8, and this is in LATIN1",
  );
});

/** What a server says that starts (PostgreSQL's protocol, ErrorResponse). */
function startingUp(): Buffer {
  const fields = ["SFATAL", "VFATAL", "C57P03", "Mthe database system is starting up", ""];
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(""));
  const head = Buffer.from("E\0\0\0\0");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

test("a server that is starting up is waited for", async () => {
  const { hostname, port } = new URL(own.url);
  let refused = 0;
  const relay = createServer((client) => {
    client.on("error", () => {});
    if (refused < 3) {
      client.once("data", () => client.end(startingUp()));
      refused++;
      return;
    }
    const server = connect(Number(port), hostname);
    server.on("error", () => client.destroy());
    client.on("close", () => server.destroy());
    client.pipe(server).pipe(client);
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void relay.close());
  const url = new URL(own.url);
  url.port = String((relay.address() as AddressInfo).port);
  await refuseUnfit(url.href);
  expect(refused).toBe(3);
});
