import { type AddressInfo, connect, createServer } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { connectionSettings, openSql } from "@/db/client";
import { refuseUnfitDatabase } from "@/db/fit-database";
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
  await refuseUnfitDatabase(own.url);
});

test("no default of the database holds on our connections", async () => {
  const rows = await own.db.$client`select name from pg_settings where source = 'database'`;
  expect(rows).toEqual([]);
});

test("a pooler that drops what connections say is refused, and the line names a setting", async () => {
  // A pooler has servers that idle.
  await setForGood({ statement_timeout: "0", idle_session_timeout: "0" });
  await expect(refuseUnfitDatabase(await through("session"))).rejects.toThrow(
    /drops settings \(\w+ is \S+, not /,
  );
});

test("a pooler that hands each transaction to another server is refused; one that keeps sessions is not", async () => {
  await setForGood({ ...connectionSettings("public"), statement_timeout: "0" });
  await refuseUnfitDatabase(await through("session"));
  await expect(refuseUnfitDatabase(await through("transaction"))).rejects.toThrow(
    "pool_mode=transaction",
  );
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
  await expect(refuseUnfitDatabase(withDatabase(own.url, name))).rejects.toThrow(
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
  await refuseUnfitDatabase(url.href);
  expect(refused).toBe(3);
});
