import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { SERVER_BUNDLE } from "@/scripts/bundle-server";
import { OwnPostgres } from "../own-postgres";
import { cliFile } from "../cli";
import { ROOT } from "../root";

/*
 * What an operator may get wrong about the database: the server and the command line end with one line and 1.
 */

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const PASSWORD = "not-in-any-line";

let postgres: OwnPostgres;
let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "latchkey-data-"));
  postgres = await OwnPostgres.start();
  await postgres.ask(
    "postgres",
    `create role without_rights login password '${PASSWORD}'`,
    `create role without_connections login password '${PASSWORD}' connection limit 0`,
    "create database plain template template0",
    "create database latin encoding 'LATIN1' locale_provider libc locale 'C' template template0",
    "create database without_schema template template0",
  );
  await postgres.ask("without_schema", "drop schema public");
});
afterAll(async () => {
  await postgres?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const as = (user: string, database: string) =>
  postgres.urlOf(database, { user, password: PASSWORD });

/** A way to the server on which it says that it is of another version. */
async function olderServer(): Promise<string> {
  const relay = net.createServer((client) => {
    const server = net.connect(postgres.port, "127.0.0.1");
    client.pipe(server);
    server.on("data", (bytes: Buffer) => {
      const text = bytes.toString("latin1").replaceAll(/(?<!\d)18(\d{4})(?!\d)/g, "13$1");
      client.write(Buffer.from(text, "latin1"));
    });
    for (const socket of [client, server]) socket.on("error", () => {});
    server.on("close", () => client.destroy());
    client.on("close", () => server.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void relay.close());
  const url = new URL(postgres.urlOf("plain"));
  url.port = String((relay.address() as AddressInfo).port);
  return url.href;
}

async function httpServer(): Promise<string> {
  const server = http.createServer((_request, response) => response.end("hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return `postgres://u:${PASSWORD}@127.0.0.1:${port}/x`;
}

/** How a program of ours ends with this database. */
async function run(program: string[], url: string) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, program, {
    reject: false,
    timeout: 120_000,
    cwd: ROOT,
    env: {
      DATABASE_URL: url,
      LATCHKEY_DATA_DIR: dataDir,
      NODE_ENV: "production",
      AUTH_SECRET: "a secret for tests only, long enough",
      LATCHKEY_LOG_LEVEL: "silent",
      HOST: "127.0.0.1",
      PORT: "0",
    },
  });
  return { exitCode, stdout, stderr };
}

test.each<[string, () => string | Promise<string>, RegExp]>([
  [
    "a role without rights (42501)",
    () => as("without_rights", "plain"),
    /a role that may do this: permission denied/,
  ],
  [
    "a database without the schema",
    () => as("without_rights", "without_schema"),
    /permission denied for database/,
  ],
  [
    "a setting that PostgreSQL does not know (42704)",
    () => `${postgres.urlOf("plain")}?nonsense=1`,
    /"nonsense"/,
  ],
  [
    "a role without a connection left (53300)",
    () => as("without_connections", "plain"),
    /a connection left: too many connections/,
  ],
  [
    "a wrong password",
    () => postgres.urlOf("plain", { password: `${PASSWORD}!` }),
    /password authentication failed/,
  ],
  ["no such database", () => postgres.urlOf("nowhere"), /"nowhere" does not exist/],
  ["no such host", () => `postgres://u:${PASSWORD}@no-such-host.invalid/x`, /ENOTFOUND|EAI_AGAIN/],
  ["nobody there", () => `postgres://u:${PASSWORD}@127.0.0.1:1/x`, /ECONNREFUSED/],
  ["a % that means nothing", () => "postgres://u:100%@127.0.0.1/x", /write %25/],
  ["a server of something else", httpServer, /answers/],
  ["a server that is too old", olderServer, /takes PostgreSQL 14 or newer, and this is/],
  ["another encoding", () => postgres.urlOf("latin"), /in UTF8, and this is in LATIN1/],
])("%s", async (_what, urlOf, reason) => {
  const url = await urlOf();
  const [server, cli] = await Promise.all([
    run([SERVER_BUNDLE], url),
    run([cliFile(), "accounts", "list"], url),
  ]);
  for (const { exitCode, stdout, stderr } of [server, cli]) {
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^DATABASE_URL \S.*$/);
    expect(stderr).toMatch(reason);
    expect(stderr).not.toContain(PASSWORD);
  }
  expect(cli.stderr).toBe(server.stderr);
});
