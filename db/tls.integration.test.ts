import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openSql } from "@/db/client";
import { connectionOptions } from "@/db/connection-options";
import { parseEnv } from "@/lib/env";
import { startFailure } from "@/lib/instance/start-failure";
import { Authority } from "@/test/certificates";
import { OwnPostgres } from "@/test/own-postgres";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

/** A password as people have them. */
const PASSWORD = "100%/a b@c:d?e#ü'\\";

let ours: Authority;
let theirs: Authority;
/** With a certificate for localhost alone, and not for 127.0.0.1; the second for that alone. */
let withTls: OwnPostgres;
let onlyTls: OwnPostgres;
let withoutTls: OwnPostgres;

beforeAll(async () => {
  ours = new Authority("ours");
  theirs = new Authority("theirs");
  const tls = (name: string, access?: string[]) => {
    const { key, certificate } = ours.issue(name);
    return OwnPostgres.start({
      access,
      files: { "server.key": key, "server.pem": certificate },
      settings: { ssl: "on", ssl_key_file: "../server.key", ssl_cert_file: "../server.pem" },
    });
  };
  const local = "local all all scram-sha-256";
  withTls = await tls("DNS:localhost");
  onlyTls = await tls("IP:127.0.0.1", [local, "hostssl all all 127.0.0.1/32 scram-sha-256"]);
  withoutTls = await OwnPostgres.start();
  for (const server of [withTls, onlyTls, withoutTls]) {
    await server.ask(
      "postgres",
      `create role ada login password '${PASSWORD.replaceAll("'", "''")}'`,
    );
  }
});
afterAll(async () => {
  for (const server of [withTls, onlyTls, withoutTls]) await server?.stop();
  ours?.remove();
  theirs?.remove();
});

interface Way {
  host?: string;
  sslmode?: string;
  root?: Authority | "system";
}

function urlTo({ port }: OwnPostgres, { host = "localhost", sslmode, root }: Way): string {
  const url = new URL(`postgres://ada:${encodeURIComponent(PASSWORD)}@${host}:${port}/postgres`);
  if (sslmode) url.searchParams.set("sslmode", sslmode);
  if (root) url.searchParams.set("sslrootcert", root === "system" ? root : root.certificateFile);
  return url.href;
}

/** Whether the connection is encrypted; the line that an operator reads where there is none. */
async function connect(url: string): Promise<boolean | string> {
  const sql = openSql({ url, max: 1, name: "latchkey-test" });
  try {
    const [row] = await sql<[{ ssl: boolean }]>`
      select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
    return row.ssl;
  } catch (error) {
    return startFailure(error, parseEnv({ DATABASE_URL: url })) ?? `no line: ${String(error)}`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

test.each<[string, () => OwnPostgres, Way, boolean | RegExp]>([
  ["no mode, where the server can", () => withTls, {}, false],
  ["disable", () => withTls, { sslmode: "disable" }, false],
  ["disable, where the server wants TLS", () => onlyTls, { sslmode: "disable" }, /no encryption/],
  ["allow, where the server wants TLS", () => onlyTls, { sslmode: "allow" }, true],
  ["prefer, where the server can", () => withTls, { sslmode: "prefer" }, true],
  ["prefer, where it cannot", () => withoutTls, { sslmode: "prefer" }, false],
  ["require", () => withTls, { sslmode: "require" }, true],
  ["require, where it cannot", () => withoutTls, { sslmode: "require" }, /TLS|SSL/],
  ["verify-ca with the right authority", () => withTls, { sslmode: "verify-ca" }, true],
  [
    "verify-ca, whatever the host's name",
    () => withTls,
    { sslmode: "verify-ca", host: "127.0.0.1" },
    true,
  ],
  ["verify-full with the right authority", () => withTls, { sslmode: "verify-full" }, true],
  [
    "verify-full with another name",
    () => withTls,
    { sslmode: "verify-full", host: "127.0.0.1" },
    /altnames|does not match/,
  ],
  ["verify-full of an address", () => onlyTls, { sslmode: "verify-full", host: "127.0.0.1" }, true],
  ["verify-full, where it cannot", () => withoutTls, { sslmode: "verify-full" }, /TLS|SSL/],
])("%s", async (_what, server, way, outcome) => {
  const verifies = way.sslmode?.startsWith("verify-");
  const answer = await connect(urlTo(server(), { ...way, ...(verifies && { root: ours }) }));
  if (typeof outcome === "boolean") expect(answer).toBe(outcome);
  else expectLine(answer, outcome);
});

test.each(["require", "verify-ca", "verify-full"])(
  "%s with another authority is refused, and so is one that only the system could know",
  async (sslmode) => {
    expectLine(await connect(urlTo(withTls, { sslmode, root: theirs })), /certificate/);
    if (sslmode !== "verify-full") return;
    expectLine(await connect(urlTo(withTls, { sslmode })), /certificate/);
    expectLine(await connect(urlTo(withTls, { sslmode, root: "system" })), /certificate/);
  },
);

function expectLine(answer: boolean | string, reason: RegExp): void {
  expect(answer).toMatch(/^DATABASE_URL takes a PostgreSQL that answers: .+$/);
  expect(answer).toMatch(reason);
  expect(answer).not.toContain("\n");
  expect(answer).not.toContain(PASSWORD);
}

test("a Unix socket, by a parameter and in the host's place, with a password of any characters", async () => {
  const { port, folder } = withTls;
  const user = `ada:${encodeURIComponent(PASSWORD)}`;
  for (const url of [
    `postgres://${user}@/postgres?host=${folder}&port=${port}`,
    `postgres://${user}@${encodeURIComponent(folder)}:${port}/postgres`,
    `postgres://${user}@localhost:${port}/postgres?host=${encodeURIComponent(folder)}&sslmode=require`,
  ]) {
    expect(connectionOptions(url).path).toBe(path.join(folder, `.s.PGSQL.${port}`));
    expect(await connect(url)).toBe(false);
  }
  expectLine(await connect(`postgres://${user}@/postgres?host=${folder}&port=1`), /ENOENT/);
});
