import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "@/db/client";
import { makeAccount, type TestAccount } from "@/test/account";
import { cuttableDatabase } from "@/test/cuttable-database";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, startEngine } from "@/test/engine";
import { makeKey } from "@/test/key";
import { provideRuntime, type Runtime } from "./runtime";
import { keyUsage } from "./usage/of-key";
import { type KeyedHandler, withApiKey } from "./with-api-key";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

/** An engine behind route handlers that no front door stands before. */
async function withoutFrontDoor() {
  const one = await startEngine(own.url);
  provideRuntime(Promise.resolve({ engine: one.engine } as Runtime));
  return one;
}

const ask = (handler: KeyedHandler, secret?: string) =>
  withApiKey(
    "/api/v1/echo",
    handler,
  )(
    new Request("http://localhost/api/v1/echo", {
      headers: secret === undefined ? {} : { "X-API-Key": secret },
    }),
  );

test("without a front door a handler is reached with a key alone, and its answer is logged", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 1 });
  const one = await withoutFrontDoor();
  const greet: KeyedHandler = (_, caller) => new Response(caller.key.id, { status: 201 });
  const answered = await ask(greet, key.secret);
  expect(answered.status).toBe(201);
  expect(await answered.text()).toBe(key.id);
  const refusal = async (secret?: string) => (await (await ask(greet, secret)).json()) as object;
  expect(await refusal(key.secret)).toEqual({ error: "Rate limit exceeded: quota total" });
  expect(await refusal()).toEqual({ error: "Invalid API Key" });
  await one.engine.writer.drain();
  const state = await accountOf(own.db, account.accountId, key.id);
  expect(state).toMatchObject({ rows: 2, counted: 1, drift: [0, 0, 0, 0] });
});

test("a handler sees nothing of the key, and all else of the request", async () => {
  const key = await makeKey(account.ctx);
  await withoutFrontDoor();
  const says: KeyedHandler = async (request) =>
    Response.json({ headers: [...request.headers.keys()], body: await request.text() });
  const answered = await withApiKey(
    "/api/v1/echo",
    says,
  )(
    new Request("http://localhost/api/v1/echo", {
      method: "POST",
      headers: { "X-API-Key": key.secret, Authorization: "Basic eDp5", "X-Other": "1" },
      body: "hello",
    }),
  );
  expect(await answered.json()).toEqual({
    headers: ["content-type", "x-other"],
    body: "hello",
  });
});

test("a client that leaves before its answer is logged with a 499 and charged nothing", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 10 });
  const one = await withoutFrontDoor();
  const client = new AbortController();
  const slow: KeyedHandler = () => {
    client.abort();
    return new Response("too late");
  };
  await withApiKey(
    "/api/v1/echo",
    slow,
  )(
    new Request("http://localhost/api/v1/echo", {
      headers: { "X-API-Key": key.secret },
      signal: client.signal,
    }),
  );
  await one.engine.writer.drain();
  const rows = await own.db.$client`
    select status, code, credits::int from request_logs where key_id = ${key.id}`;
  expect(rows).toMatchObject([{ status: 499, code: null, credits: 0 }]);
});

test("a handler that throws is logged with a 500, and settles what it was let in for", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 10 });
  const one = await withoutFrontDoor();
  const broken: KeyedHandler = () => Promise.reject(new Error("a mistake"));
  await expect(ask(broken, key.secret)).rejects.toThrow("a mistake");
  // Whoever leaves keeps no lease but what is not settled.
  await one.stop();
  const state = await accountOf(own.db, account.accountId, key.id);
  expect(state).toMatchObject({ rows: 1, counted: 1, leased: 0, drift: [0, 0, 0, 0] });
});

test.each(["cut", "freeze"] as const)(
  "where a handler's own reading fails (%s) it is told and logged as our failure",
  async (failure) => {
    const key = await makeKey(account.ctx, { quotaTotal: 10 });
    const one = await startEngine(own.url);
    const database = await cuttableDatabase(own.url);
    const db = openDatabase({ url: database.url, max: 1, name: "latchkey-test" });
    onTestFinished(() => db.$client.end({ timeout: 0 }));
    provideRuntime(Promise.resolve({ engine: one.engine, db } as Runtime));
    const usage: KeyedHandler = async (_, caller) => Response.json(await keyUsage(caller));
    expect((await ask(usage, key.secret)).status).toBe(200);
    database[failure]();
    const failed = await ask(usage, key.secret);
    expect(failed.status).toBe(503);
    expect(await failed.json()).toEqual({ error: "Service temporarily unavailable" });
    const { headers } = failed;
    expect(headers.get("Latchkey-Error")).toBe("unavailable");
    expect(headers.get("Retry-After")).toBe("1");
    expect(headers.get("X-Request-Id")).not.toBeNull();
    await one.engine.writer.drain();
    const rows = await own.db.$client`
      select status, code, credits::int from request_logs where key_id = ${key.id} order by at`;
    expect(rows).toMatchObject([
      { status: 200, code: null },
      { status: 503, code: "unavailable", credits: 0 },
    ]);
  },
);

test("where enforcement cannot be started, that is told as our failure too", async () => {
  const failed = Promise.reject(new Error("no database"));
  failed.catch(() => {});
  provideRuntime(failed);
  const answered = await ask(() => new Response("never"), "lk_any");
  expect(answered.status).toBe(503);
  expect(await answered.json()).toEqual({ error: "Service temporarily unavailable" });
  expect(answered.headers.get("X-Request-Id")).not.toBeNull();
});
