import { createHash, randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../cli";
import { type OwnDatabase, ownDatabase } from "../database";
import { call, eventually } from "../http/call";
import { asker, problemOf } from "../manage/start";
import { TestServer } from "./server";

let database: OwnDatabase;
let servers: TestServer[];
let token: string;
let ask: ReturnType<typeof asker>;

beforeAll(async () => {
  database = await ownDatabase();
  servers = await Promise.all([1, 2].map(() => TestServer.start({ database })));
  const scopes = ["accounts:read", "accounts:write", "keys:read", "keys:write", "logs:read"];
  const made = await runCli(
    ["tokens", "create", "--name", "backend", "--scope", ...scopes, "blocks:write", "--json"],
    { DATABASE_URL: database.url, NODE_ENV: "test" },
  );
  token = (JSON.parse(made.stdout) as { secret: string }).secret;
  ask = asker(servers[0]!.port, token);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.remove()));
  await database.remove();
});

const echo = ({ port }: TestServer, secret: string) =>
  call(port, { path: "/api/v1/echo", headers: { "X-API-Key": secret } });

async function makeKey(externalId: string) {
  const made = await ask("POST", "/accounts", { body: { name: "Acme", externalId } });
  expect(made.status).toBe(201);
  const { id } = made.json<{ id: string }>();
  await ask("PATCH", `/accounts/${id}`, { body: { plan: "scale" } });
  const key = await ask("POST", `/accounts/${id}/keys`, { body: { alias: "web" } });
  return { id, path: `/accounts/${id}`, ...key.json<{ secret: string }>() };
}

test("a backend makes an account and a key, sees what it did, and suspends it at both instances", async () => {
  const { path, secret } = await makeKey("first");
  for (const server of servers) expect((await echo(server, secret)).status).toBe(200);
  const logs = async () => (await ask("GET", `${path}/logs`)).json<{ data: unknown[] }>().data;
  await expect.poll(async () => (await logs()).length).toBe(2);
  expect((await ask("PATCH", path, { body: { suspended: true } })).status).toBe(200);
  for (const server of servers) {
    await expect.poll(async () => (await echo(server, secret)).status).toBe(403);
    expect((await echo(server, secret)).json()).toEqual({ error: "Account suspended" });
  }
  const usage = await ask("GET", `${path}/usage?by=outcome`);
  expect(usage.json()).toMatchObject({
    data: expect.arrayContaining([{ outcome: "ok", requests: 2 }]),
  });
});

test("errors are problems, also of paths, methods and targets that Next.js would answer itself", async () => {
  for (const [method, path, status] of [
    ["GET", "/nowhere", 404],
    ["POST", "/nowhere/at/all", 404],
    ["DELETE", "/accounts", 405],
    ["TRACE", "/accounts", 405],
    ["GET", "/accounts?a=%00", 400],
    ["GET", "/accounts//keys", 400],
    ["GET", "/accounts/%E2%82%AC", 404],
  ] as const) {
    const answer = await ask(method, path);
    expect([method, path, answer.status]).toEqual([method, path, status]);
    expect(answer.headers).toMatchObject({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  }
  const head = await ask("HEAD", "/accounts");
  expect([head.status, head.text]).toEqual([200, ""]);
  const options = await ask("OPTIONS", "/accounts", { token: null });
  expect([options.status, options.headers.allow]).toEqual([204, "GET, POST, HEAD, OPTIONS"]);
  // No page elsewhere may call it.
  const browser = await ask("GET", "/accounts", {
    headers: { Origin: "https://elsewhere.example" },
  });
  expect(browser.headers["access-control-allow-origin"]).toBeUndefined();
  expect((await ask("GET", "/accounts", { token: null })).headers["www-authenticate"]).toBe(
    "Bearer",
  );
});

test("an IPv6 network is named with its slash, as it is and encoded", async () => {
  for (const path of ["2001:db8::/64", "2001:db8::%2F64", "2001:db8::1"]) {
    await database.db.execute(sql`insert into ip_blocks (ip, until, failures)
      values ('2001:db8::/64', now() + interval '1 hour', 20)`);
    expect([path, (await ask("DELETE", `/blocks/${path}`)).status]).toEqual([path, 200]);
  }
});

test("one Idempotency-Key at both instances at once is one account", async () => {
  const headers = { "Idempotency-Key": "both at once" };
  const body = { name: "Once" };
  const asked = [0, 1, 0, 1].map((i) =>
    asker(servers[i]!.port, token)("POST", "/accounts", { headers, body }),
  );
  const ids = (await Promise.all(asked)).map((answer) => answer.json<{ id: string }>().id);
  expect(new Set(ids).size).toBe(1);
});

test("a thousand keys of another system move in through both processes, and work at both instances", async () => {
  const { path } = await makeKey("moves in");
  const secrets = Array.from({ length: 1_000 }, () => `sk_${randomBytes(16).toString("hex")}`);
  const keys = secrets.map((secret, i) => ({
    sha256: createHash("sha256").update(secret).digest("hex"),
    alias: `key ${i}`,
    category: "production",
    quotas: { daily: 1_000, monthly: 10_000 },
  }));
  const answer = await ask("POST", `${path}/keys/import`, { body: { keys } });
  expect(answer.json()).toMatchObject({ imported: 1_000, errors: [] });
  for (const server of servers) {
    await expect.poll(async () => (await echo(server, secrets[999]!)).status).toBe(200);
  }
});

test("an app that is killed in the middle leaves no call half done: asked again, each is done once", async () => {
  const [server] = servers as [TestServer];
  const one = asker(server.port, token);
  const names = Array.from({ length: 40 }, (_, i) => `killed ${i}`);
  const send = (name: string) =>
    one("POST", "/accounts", {
      headers: { "Idempotency-Key": name },
      body: { name, externalId: name },
    }).catch(() => null);
  const pid = await server.appPid();
  const first = names.map(send);
  await Promise.race(first);
  process.kill(pid, "SIGKILL");
  const answers = await Promise.all(first);
  const before = new Map(
    answers.flatMap((answer, i) =>
      answer?.status === 201 ? [[names[i]!, answer.json<{ id: string }>().id] as const] : [],
    ),
  );
  await eventually(async () => (await server.app()).state === "up", 60_000);
  for (const name of names) {
    let answer = await send(name);
    await eventually(async () => {
      if (answer?.status !== 201) answer = await send(name);
      return answer?.status === 201;
    });
    const { id } = answer!.json<{ id: string }>();
    if (before.has(name)) expect(id).toBe(before.get(name));
    const rows = await database.db.execute(sql`select from accounts where external_id = ${name}`);
    expect(rows).toHaveLength(1);
  }
});

test("where the database is away it is 503 as a problem, and no secret was ever in the log", async () => {
  const { secret } = await makeKey("secret");
  await ask("POST", "/keys/find", { body: { key: secret } });
  await database.db.execute(sql`alter table operator_tokens rename to hidden_tokens`);
  const answer = await ask("GET", "/accounts");
  await database.db.execute(sql`alter table hidden_tokens rename to operator_tokens`);
  expect(problemOf(answer)).toMatchObject({ status: 503, code: "unavailable" });
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  const log = servers.flatMap(({ out, err }) => [...out, ...err]).join("\n");
  expect(log).toContain('"audit":"account.create"');
  for (const text of [secret, token]) expect(log).not.toContain(text);
});
