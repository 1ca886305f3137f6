import { type IncomingMessage, request as httpRequest } from "node:http";
import { eq, sql } from "drizzle-orm";
import getPort from "get-port";
import { expect, onTestFinished, test } from "vitest";
import type { Database } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { requestLogs } from "@/db/schema/requests";
import { call, eventually } from "../http/call";
import { startUpstream } from "../http/front-door";
import { makeAccount } from "../account";
import { makeKey } from "../key";
import { makeOwner, type Owner } from "./owner";
import { isAlive } from "./process-table";
import { actionCall, actionId, actionResult } from "./server-action";
import { SERVICE_TOKEN, type ServerSetup, TestServer } from "./server";

/** With the settings that are there by default. */
const END_MS = 10_000;
/** More than all buffers on its way hold. */
const EXPORTED_ROWS = 60_000;
const HALF = Buffer.alloc(512 * 1024, "x");

/** A request that its sender has not finished, and its answer. */
function begin(port: number, path: string, method: string, headers: Record<string, string>) {
  const request = httpRequest({ host: "127.0.0.1", port, path, method, headers, agent: false });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
  });
  // Whoever awaits it later is told.
  answer.catch(() => {});
  return { request, answer };
}

/** The rest of an answer. @throws when it is cut */
async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

async function writePastRequests(db: Database, { accountId, key }: Owner): Promise<void> {
  await db.execute(sql`
    insert into request_logs (id, at, account_id, key_id, method, path, status, duration_ms, credits, counted)
    select gen_random_uuid(), now() - n * interval '1 ms', ${accountId}, ${key.id}, 'GET', '/api/v1/echo', 200, 1, 1, true
      from generate_series(1, ${EXPORTED_ROWS}) n`);
}

/** Keeps pages of people who are signed in waiting for the database. @returns lets them go on */
async function holdSessions(db: Database): Promise<() => Promise<void>> {
  let letGo!: () => void;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  let isLocked!: () => void;
  const locked = new Promise<void>((resolve) => (isLocked = resolve));
  const done = db.transaction(async (tx) => {
    await tx.execute(sql`lock table sessions in access exclusive mode`);
    isLocked();
    await held;
  });
  await locked;
  return async () => {
    letGo();
    await done;
  };
}

const isAnybodyHeld = async (db: Database) =>
  (
    await db.execute(
      sql`select 1 from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).length > 0;

async function start(setup: ServerSetup = {}) {
  const upstream = await startUpstream();
  onTestFinished(upstream.stop);
  const server = await TestServer.start({
    env: { LATCHKEY_UPSTREAM: upstream.origin },
    leadsGroup: true,
    ...setup,
  });
  onTestFinished(() => server.remove());
  return { server, upstream, db: server.database.db };
}

test.each([
  ["SIGTERM to the front door", (server: TestServer) => process.kill(server.pid, "SIGTERM")],
  ["SIGINT to both, as Ctrl-C sends it", ({ pid }: TestServer) => process.kill(-pid, "SIGINT")],
])("%s cuts nothing that is in flight, and both processes end in order", async (_, end) => {
  const { server, upstream, db } = await start();
  const { port } = server;
  const owner = await makeOwner(server);
  await writePastRequests(db, owner);
  const app = await server.appPid();
  let received = 0;
  upstream.handle = (request, response) => {
    request.on("data", (part: Buffer) => (received += part.length));
    request.once("end", () => response.end(String(received)));
  };

  // An export that is read no further than its first part.
  const cookie = { Cookie: owner.cookie };
  const exported = begin(port, "/dashboard/keys/logs/export?format=ndjson", "GET", cookie);
  exported.request.end();
  const file = await exported.answer;
  expect(file.statusCode).toBe(200);
  const first = await new Promise<Buffer>((resolve) =>
    file.once("data", (part: Buffer) => {
      // At once: a second part may be there already, and nobody would take it.
      file.pause();
      resolve(part);
    }),
  );

  // An upload to the upstream, and a form, of which a half has been sent.
  const upload = begin(port, "/api/v1/upload", "POST", {
    "X-API-Key": owner.key.secret,
    "Content-Length": String(HALF.length * 2),
  });
  upload.request.write(HALF);
  await eventually(() => received > 0);
  const email = `signed-up-while-${server.pid}@test.local`;
  const input = { name: "Ada", email, password: "a password of some length" };
  const id = await actionId(port, "/sign-up", "signUp");
  const form = actionCall(port, { page: "/sign-up", id, input });
  const signUp = begin(port, form.path, form.method, form.headers);
  signUp.request.write(form.body.subarray(0, 20));

  // A page that waits for the database.
  const letGo = await holdSessions(db);
  onTestFinished(letGo);
  const page = call(port, { path: "/dashboard/keys", headers: cookie });
  await eventually(() => isAnybodyHeld(db));

  end(server);
  const endedMs = performance.now();
  await eventually(() => server.logged("stopping").length > 0);
  await letGo();
  upload.request.end(HALF);
  signUp.request.end(form.body.subarray(20));
  const uploaded = await upload.answer;
  expect(await textOf(uploaded)).toBe(String(HALF.length * 2));
  expect(actionResult({ text: await textOf(await signUp.answer) })).toMatchObject({ ok: true });
  const { status, text } = await page;
  expect(status).toBe(200);
  expect(text).toMatch(/<\/html>\s*$/);
  const lines = (String(first) + (await textOf(file))).split("\n");
  expect(lines.length - 1).toBe(EXPORTED_ROWS);

  expect(await server.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - endedMs).toBeLessThan(END_MS);
  expect(await isAlive(app)).toBe(false);
  expect(server.socketFolders()).toEqual([]);
  expect(await db.select().from(users).where(eq(users.email, email))).toHaveLength(1);
  const requestId = String(uploaded.headers["x-request-id"]);
  expect(await db.select().from(requestLogs).where(eq(requestLogs.id, requestId))).toHaveLength(1);
});

/** How far a start has come. */
const MOMENTS: Array<[string, (server: TestServer) => Promise<unknown>]> = [
  ["the app has been begun", (server) => server.appPid()],
  [
    "the front door serves",
    async (server) => {
      await server.appPid();
      const isServed = () =>
        fetch(`${server.origin}/healthz`).then(
          ({ status }) => status === 200,
          () => false,
        );
      await eventually(isServed, END_MS * 2);
    },
  ],
];

test.each(MOMENTS)("told to end when %s, a start ends in order", async (_, moment) => {
  for (const end of [
    (server: TestServer) => process.kill(server.pid, "SIGTERM"),
    ({ pid }: TestServer) => process.kill(-pid, "SIGINT"),
  ]) {
    const { server } = await start({ waitsUntilReady: false });
    await moment(server);
    const app = await server.appPid();
    end(server);
    const endedMs = performance.now();
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - endedMs).toBeLessThan(END_MS);
    expect(await isAlive(app)).toBe(false);
    expect(server.socketFolders()).toEqual([]);
  }
});

test("for as long as the operator says it is not ready and still takes connections; then it ends", async () => {
  const server = await TestServer.start({ env: { LATCHKEY_PRESTOP_S: "2" } });
  onTestFinished(() => server.remove());
  const owner = await makeOwner(server);
  const statusOf = async (path: string, headers: Record<string, string> = {}) =>
    (await call(server.port, { path, headers })).status;
  expect(await statusOf("/readyz")).toBe(200);
  server.signal("SIGTERM");
  await eventually(async () => (await statusOf("/readyz")) === 503);
  expect(await statusOf("/api/v1/echo", { "X-API-Key": owner.key.secret })).toBe(200);
  expect(await statusOf("/sign-in")).toBe(200);
  expect(await server.ended).toMatchObject({ code: 0 });
});

test("what is cut at the end of the drain is told", async () => {
  const upstream = await startUpstream();
  const asked: IncomingMessage[] = [];
  upstream.handle = (request) => void asked.push(request);
  onTestFinished(upstream.stop);
  const server = await TestServer.start({
    env: { LATCHKEY_UPSTREAM: upstream.origin, LATCHKEY_DRAIN_S: "1" },
  });
  onTestFinished(() => server.remove());
  const owner = await makeOwner(server);
  const headers = { "X-API-Key": owner.key.secret };
  const { request, answer } = begin(server.port, "/api/v1/slow", "GET", headers);
  request.end();
  await eventually(() => asked.length === 1);
  const { code, tookMs } = await server.stop();
  expect(code).toBe(0);
  expect(tookMs).toBeGreaterThan(1_000);
  await expect(answer).rejects.toThrow();
  expect(server.logged("the drain is over: requests were cut")).toMatchObject([{ connections: 1 }]);
});

/** Of the strangers who ask for pages, so many are in the app at once. */
const STRANGERS_IN_APP = 8;

test("what waits for the app, for its first start or for a turn in it, is told 503 before the drain is over", async () => {
  const { server, db } = await start({
    waitsUntilReady: false,
    env: { LATCHKEY_DRAIN_S: "3" },
  });
  const app = await server.appPid();
  process.kill(app, "SIGSTOP");
  const serves = () => call(server.port, { path: "/healthz" }).then(({ status }) => status === 200);
  await eventually(() => serves().catch(() => false), END_MS * 2);
  const { accountId } = await makeAccount(db, { cleanup: false });
  const key = await makeKey({ db, accountId }, { quotaTotal: 100 });
  const keyed = { headers: { "X-API-Key": key.secret } };
  const waiting = [
    call(server.port, keyed),
    call(server.port, keyed),
    ...Array.from({ length: STRANGERS_IN_APP + 2 }, () => call(server.port, { path: "/sign-in" })),
  ];
  await eventually(async () => (await server.metric("latchkey_keyed_waiting")) === 2);
  await eventually(
    async () => (await server.metric("latchkey_pages_in_use")) === waiting.length - 2,
  );
  const ended = server.stop();
  for (const answer of waiting) expect((await answer).status).toBe(503);
  process.kill(app, "SIGKILL");
  expect(await ended).toMatchObject({ code: 0 });
  expect(server.logged("the drain is over: requests were cut")).toEqual([]);
  const rows = await db.select().from(requestLogs).where(eq(requestLogs.keyId, key.id));
  expect(rows).toMatchObject(Array(2).fill({ status: 503, counted: false }));
});

test("health and metrics are on a port of their own as well, and nothing else is", async () => {
  const port = await getPort({ host: "127.0.0.1" });
  const server = await TestServer.start({ env: { LATCHKEY_HEALTH_PORT: String(port) } });
  onTestFinished(() => server.remove());
  const ask = (path: string, more: Parameters<typeof call>[1] = {}) =>
    call(port, { path, ...more });
  for (const at of [port, server.port]) {
    expect((await call(at, { path: "/healthz" })).json()).toEqual({ status: "ok" });
    expect((await call(at, { path: "/readyz" })).json()).toMatchObject({ status: "ready" });
  }
  expect((await ask("/metrics")).status).toBe(401);
  const bearer = { Authorization: `Bearer ${SERVICE_TOKEN}` };
  expect((await ask("/metrics", { headers: bearer })).text).toContain("latchkey_app_up 1");
  for (const path of ["/", "/sign-in", "/api/v1/echo", "/api/verify"]) {
    expect((await ask(path)).status).toBe(404);
  }
  expect((await ask("/healthz", { method: "POST" })).status).toBe(405);
  expect(await server.stop()).toMatchObject({ code: 0 });
});
