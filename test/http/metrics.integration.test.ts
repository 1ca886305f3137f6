import { once } from "node:events";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { openSql } from "@/db/client";
import { signIn } from "@/lib/accounts/sign-in";
import { uuidv7 } from "@/lib/ids";
import { refusedFile, unreadableFile } from "@/lib/requests/journal/set-aside";
import { samplesOf, valueOf } from "../metrics-text";
import { call, eventually } from "./call";
import {
  type FrontDoor,
  type FrontDoorSetup,
  SERVICE_TOKEN,
  startFrontDoor,
  startRawUpstream,
  startUpstream,
} from "./front-door";

/*
 * Each metric moves when its cause happens, and not before: the causes are real. What both processes tell is in
 * test/processes/metrics.test.ts.
 */

const IN_TIME = { timeout: 20_000, interval: 50 };

async function start(setup: FrontDoorSetup = {}): Promise<FrontDoor> {
  const door = await startFrontDoor(setup);
  onTestFinished(door.stop);
  return door;
}

const metricsOf = async ({ port }: FrontDoor) =>
  (await call(port, { path: "/metrics", headers: { Authorization: `Bearer ${SERVICE_TOKEN}` } }))
    .text;

/** Reads one metric of a front door, as often as it is called; null where it is not told. */
const reading =
  (door: FrontDoor, name: string, labels: Record<string, string> = {}) =>
  async () =>
    valueOf(await metricsOf(door), name, labels);

/** Holds a lock on a table until it is called. */
async function lockTable({ db }: FrontDoor, table: string): Promise<() => Promise<void>> {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  let locked!: () => void;
  const isLocked = new Promise<void>((resolve) => (locked = resolve));
  const held = db.transaction(async (tx) => {
    await tx.execute(sql.raw(`lock table ${table} in access exclusive mode`));
    locked();
    await released;
  });
  await isLocked;
  return () => {
    release();
    return held;
  };
}

/** A client that leaves as soon as its request has arrived where nobody answers it. */
async function leave(port: number, head: string, hasArrived: () => boolean): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(`${head}\r\nHost: a\r\n\r\n`);
  await expect.poll(hasArrived, IN_TIME).toBe(true);
  socket.destroy();
}

const withKey = (secret: string, url = "/api/v1/things") => ({
  path: url,
  headers: { "X-API-Key": secret },
});

test("answers are counted by outcome and status, and what no standard knows is one label", async () => {
  const upstream = await startUpstream();
  onTestFinished(upstream.stop);
  let hangs = 0;
  upstream.handle = ({ url }, response) => {
    if (url === "/api/v1/hangs") return void hangs++;
    response.writeHead(Number(url?.split("/").at(-1))).end();
  };
  const door = await start({ service: { origin: upstream.origin } });
  const { secret } = await door.key();
  const count = (status: string, outcome = "admitted") =>
    reading(door, "latchkey_requests_total", { outcome, status });
  expect(await count("200")()).toBeNull();
  for (const status of [200, 200, 418, 599, 777]) {
    await call(door.port, withKey(secret, `/api/v1/${status}`));
  }
  await call(door.port, withKey("nonsense"));
  const head = `GET /api/v1/hangs HTTP/1.1\r\nX-API-Key: ${secret}`;
  await leave(door.port, head, () => hangs === 1);
  expect(await count("200")()).toBe(2);
  expect(await count("418")()).toBe(1);
  expect(await count("other")()).toBe(2);
  expect(await count("401", "invalid_key")()).toBe(1);
  await expect.poll(count("499"), IN_TIME).toBe(1);
  // Of verify, as its answers are; what it has decided is the outcome.
  const verify = (key: string) =>
    call(door.port, {
      ...{ method: "POST", path: "/api/verify", body: JSON.stringify({ key }) },
      headers: { Authorization: `Bearer ${SERVICE_TOKEN}` },
    });
  await verify("nonsense");
  expect(await count("200", "invalid_key")()).toBe(1);
});

test("answers to requests for pages are counted by status, and not among those with a key", async () => {
  const door = await start();
  await call(door.port, { path: "/dashboard" });
  await call(door.port, { path: "/healthz" });
  door.app.upstream = null;
  await call(door.port, { path: "/dashboard" });
  await expect.poll(reading(door, "latchkey_pages_total", { status: "404" }), IN_TIME).toBe(1);
  await expect.poll(reading(door, "latchkey_pages_total", { status: "503" }), IN_TIME).toBe(1);
  expect(await reading(door, "latchkey_pages_total")()).toBe(2);
  expect(await reading(door, "latchkey_requests_total")()).toBeNull();
});

test("requests with a key are in flight until their answer has left, and those that are shed are counted", async () => {
  const upstream = await startUpstream();
  onTestFinished(upstream.stop);
  const answers: Array<() => void> = [];
  upstream.handle = (_request, response) => void answers.push(() => response.end());
  const door = await start({ service: { origin: upstream.origin }, requestsAtOnce: 1 });
  const { secret } = await door.key();
  const inFlight = reading(door, "latchkey_keyed_in_flight");
  const shed = reading(door, "latchkey_shed_total");
  expect([await inFlight(), await shed()]).toEqual([0, 0]);
  const first = call(door.port, withKey(secret));
  await expect.poll(inFlight, IN_TIME).toBe(1);
  await expect.poll(() => answers.length, IN_TIME).toBe(1);
  expect((await call(door.port, withKey(secret))).status).toBe(503);
  expect([await inFlight(), await shed()]).toEqual([1, 1]);
  answers[0]!();
  expect((await first).status).toBe(200);
  await expect.poll(inFlight, IN_TIME).toBe(0);
});

test("errors of the operator's service are counted by kind", async () => {
  const upstream = await startRawUpstream();
  onTestFinished(upstream.stop);
  const door = await start({ service: { origin: upstream.origin, headersTimeoutMs: 500 } });
  const { secret } = await door.key();
  const count = (kind: string) =>
    reading(door, "latchkey_upstream_errors_total", { upstream: "service", kind })();
  const counts = async () =>
    Promise.all(["connect", "timeout", "reset", "bad_answer"].map((kind) => count(kind)));
  const ask = (method = "GET") => call(door.port, { ...withKey(secret), method });

  upstream.handle = (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  await ask();
  expect(await counts()).toEqual([0, 0, 0, 0]);
  upstream.handle = () => {};
  expect((await ask()).status).toBe(504);
  expect(await counts()).toEqual([0, 1, 0, 0]);
  upstream.handle = (socket) => socket.destroy();
  expect((await ask("POST")).status).toBe(502);
  expect(await counts()).toEqual([0, 1, 1, 0]);
  upstream.handle = (socket) => socket.end("this is no HTTP\r\n\r\n");
  expect((await ask()).status).toBe(502);
  expect(await counts()).toEqual([0, 1, 1, 1]);
  // It is HTTP, but in a coding that nobody here undoes.
  const coded = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n";
  upstream.handle = (socket) => socket.end(coded);
  expect((await ask()).status).toBe(502);
  expect(await counts()).toEqual([0, 1, 1, 2]);
  await upstream.stop();
  expect((await ask()).status).toBe(502);
  expect(await counts()).toEqual([1, 1, 1, 2]);
  // Of the app nothing went wrong.
  expect(await reading(door, "latchkey_upstream_errors_total", { upstream: "app" })()).toBe(0);
});

test("errors of the app are told apart, and a client that leaves is nobody's error", async () => {
  let slow = 0;
  const door = await start({
    app({ url }, response) {
      if (url === "/slow") slow++;
      else response.destroy();
    },
  });
  const { secret } = await door.key();
  const ofApp = reading(door, "latchkey_upstream_errors_total", { upstream: "app", kind: "reset" });
  await call(door.port, { ...withKey(secret, "/api/v1/echo"), method: "POST" });
  expect(await ofApp()).toBe(1);
  await leave(door.port, "GET /slow HTTP/1.1", () => slow === 1);
  await expect.poll(reading(door, "latchkey_pages_total", { status: "499" }), IN_TIME).toBe(1);
  expect(await reading(door, "latchkey_upstream_errors_total")()).toBe(1);
});

test.each(["stops", "leaves"])(
  "a client that %s amid its upload is nobody's error",
  async (what) => {
    const upstream = await startUpstream();
    onTestFinished(upstream.stop);
    let begun = 0;
    upstream.handle = () => void begun++;
    const door = await start({ service: { origin: upstream.origin, idleTimeoutMs: 500 } });
    const { secret } = await door.key();
    const socket = connect(door.port, "127.0.0.1").on("error", () => {});
    onTestFinished(() => void socket.destroy());
    socket.write(
      `POST /api/v1/things HTTP/1.1\r\nHost: a\r\nX-API-Key: ${secret}\r\nContent-Length: 9\r\n\r\nhalf`,
    );
    await expect.poll(() => begun, IN_TIME).toBe(1);
    if (what === "leaves") socket.destroy();
    await expect.poll(reading(door, "latchkey_keyed_in_flight"), IN_TIME).toBe(0);
    expect(await reading(door, "latchkey_upstream_errors_total")()).toBe(0);
  },
);

test("wrong keys, service tokens and passwords are counted, and blocks that begin with them", async () => {
  const door = await start({ ipBlock: { failures: 3, windowMs: 60_000, blockMs: 60_000 } });
  const failed = (kind: string) =>
    reading(door, "latchkey_failed_authentications_total", { kind })();
  const before = (await failed("sign_in"))!;
  expect([await failed("key"), await failed("service_token")]).toEqual([0, 0]);
  await call(door.port);
  expect(await failed("key")).toBe(0);
  for (let i = 0; i < 2; i++) await call(door.port, withKey("nonsense"));
  await call(door.port, { path: "/metrics", headers: { Authorization: "Bearer wrong" } });
  const visit = { db: door.db, ip: null, requestId: null, userAgent: null };
  const input = { email: "nobody@test.local", password: "wrong" };
  await expect(signIn({ visit, input })).rejects.toThrow();
  expect([await failed("key"), await failed("service_token"), await failed("sign_in")]).toEqual([
    ...[2, 1],
    before + 1,
  ]);
  const blocks = () =>
    Promise.all(
      ["latchkey_blocked_addresses", "latchkey_blocks_begun_total"].map((name) =>
        reading(door, name)(),
      ),
    );
  expect(await blocks()).toEqual([0, 0]);
  await call(door.port, withKey("nonsense"));
  expect(await blocks()).toEqual([1, 1]);
});

test("rows that wait for the database are told by number, age and size, until they are written", async () => {
  const door = await start();
  const { secret } = await door.key();
  const names = [
    "latchkey_log_backlog_rows",
    "latchkey_oldest_unwritten_row_seconds",
    "latchkey_journal_bytes",
  ];
  const waiting = () => Promise.all(names.map((name) => reading(door, name)()));
  expect(await waiting()).toEqual([0, 0, 0]);
  const release = await lockTable(door, "request_logs");
  try {
    await call(door.port, withKey(secret, "/api/v1/echo"));
    await call(door.port, withKey(secret, "/api/v1/echo"));
    await expect.poll(async () => (await waiting())[1], IN_TIME).toBeGreaterThan(1);
    const [rows, , bytes] = await waiting();
    expect(rows).toBe(2);
    expect(bytes).toBeGreaterThan(100);
  } finally {
    await release();
  }
  await expect.poll(waiting, IN_TIME).toEqual([0, 0, 0]);
});

test("a journal that cannot be written is told, with each failure, until it can", async () => {
  const door = await start();
  const writable = reading(door, "latchkey_journal_writable");
  const errors = reading(door, "latchkey_journal_errors_total");
  expect([await writable(), await errors()]).toEqual([1, 0]);
  // A file in the place of the folder: root may write everywhere else.
  const aside = `${door.journalRoot}-aside`;
  renameSync(door.journalRoot, aside);
  writeFileSync(door.journalRoot, "");
  await expect.poll(writable, IN_TIME).toBe(0);
  expect(await errors()).toBeGreaterThan(0);
  rmSync(door.journalRoot);
  renameSync(aside, door.journalRoot);
  await expect.poll(writable, IN_TIME).toBe(1);
});

test("rows that lie aside are told until somebody has moved their files away", async () => {
  const door = await start();
  const kinds = ["refused", "unreadable"];
  const aside = () =>
    Promise.all(kinds.map((kind) => reading(door, "latchkey_set_aside_rows", { kind })()));
  expect(await aside()).toEqual([0, 0]);
  const key = await door.key();
  const admission = await door.engine.admit({
    presented: { form: "hash", hash: key.hash },
    ...{ ip: null, method: "GET", path: "/api/v1/echo", userAgent: null },
    ...{ endpoint: { credits: 1, free: false }, startedAt: performance.now() },
  });
  // No column takes such a status.
  door.engine.record(admission, { status: 99_999, code: null, credits: 1 });
  await door.engine.writer.drain();
  expect(await aside()).toEqual([1, 0]);
  writeFileSync(unreadableFile(door.journalRoot), "one\ntwo\n");
  expect(await aside()).toEqual([1, 2]);
  renameSync(refusedFile(door.journalRoot), path.join(door.journalRoot, "looked-at"));
  expect(await aside()).toEqual([0, 2]);
});

test("heartbeats that are not answered are counted, and tell when the database is out of touch", async () => {
  const door = await start();
  const missed = reading(door, "latchkey_missed_heartbeats_total");
  const inTouch = reading(door, "latchkey_database_in_touch");
  expect([await missed(), await inTouch()]).toEqual([0, 1]);
  const release = await lockTable(door, "instances");
  try {
    await expect.poll(missed, IN_TIME).toBeGreaterThan(0);
    await expect.poll(inTouch, IN_TIME).toBe(0);
  } finally {
    await release();
  }
  await expect.poll(inTouch, IN_TIME).toBe(1);
}, 60_000);

test("dead instances are told with what they hold of quotas", async () => {
  const door = await start();
  const [one, two] = [await door.key(), await door.key()];
  const id = uuidv7();
  // Of another machine: nobody here may take it over.
  await door.db.execute(sql`insert into instances (id, host, pid, journal_dir, heartbeat_at)
    values (${id}, 'elsewhere', 1, '/elsewhere', now() - interval '1 hour')`);
  await door.db.execute(sql`insert into leases (key_id, instance_id, amount)
    values (${one.id}, ${id}, 40), (${two.id}, ${id}, 2)`);
  const text = await metricsOf(door);
  expect(valueOf(text, "latchkey_dead_instances")).toBe(1);
  expect(valueOf(text, "latchkey_dead_leases")).toBe(2);
  expect(valueOf(text, "latchkey_dead_leased_admissions")).toBe(42);
  expect(valueOf(text, "latchkey_live_instances")).toBe(1);
});

test("statements that wait for a connection are told, with how long they wait", async () => {
  const door = await start();
  const pool = openSql({ url: door.databaseUrl, max: 1, name: "latchkey-test" });
  onTestFinished(() => pool.end({ timeout: 1 }));
  await pool`select 1`;
  const read = (name: string) => reading(door, name, { process: "front-door" })();
  const before = (await read("latchkey_database_waits_total"))!;
  const secondsBefore = (await read("latchkey_database_wait_seconds_total"))!;
  const held = pool.begin((tx) => tx`select pg_sleep(1)`);
  const behind = [pool`select 1`, pool.begin((tx) => tx`select 1`)].map(async (each) => each);
  await expect.poll(() => read("latchkey_database_waiting"), IN_TIME).toBeGreaterThanOrEqual(2);
  expect(await read("latchkey_database_longest_wait_seconds")).toBeGreaterThan(0);
  await Promise.all([held, ...behind]);
  expect(await read("latchkey_database_waits_total")).toBeGreaterThanOrEqual(before + 2);
  expect(await read("latchkey_database_wait_seconds_total")).toBeGreaterThan(secondsBefore + 1);
});

test("the version is that of package.json, and the disk is told", async () => {
  const text = await metricsOf(await start());
  const { version } = packageJson;
  expect(valueOf(text, "latchkey_build_info", { version, node: process.versions.node })).toBe(1);
  expect(valueOf(text, "latchkey_disk_size_bytes")).toBeGreaterThan(0);
  expect(valueOf(text, "latchkey_disk_free_bytes")).toBeGreaterThan(0);
});

test("the days for which the log has tables are told as soon as they are known", async () => {
  const door = await start();
  await expect.poll(reading(door, "latchkey_log_days_ahead"), IN_TIME).toBeGreaterThan(1);
});

test("no label grows with keys, accounts or addresses", async () => {
  const door = await start({ ipBlock: { failures: 2, windowMs: 60_000, blockMs: 60_000 } });
  const ask = async (path: string) => {
    const { secret } = await door.freshKey();
    await call(door.port, withKey(secret, path));
  };
  await ask("/api/v1/echo");
  const names = async () =>
    samplesOf(await metricsOf(door)).map(({ name, labels }) => name + JSON.stringify(labels));
  // What the database did not tell in time is missing, and there the next time. A label of a key would be new each time.
  await eventually(async () => {
    const before = await names();
    await ask("/api/v1/echo?x=1");
    return isDeepStrictEqual(await names(), before);
  });
});
