import { afterAll, beforeAll, expect, test } from "vitest";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, startEngine } from "@/test/engine";
import { makeKey } from "@/test/key";
import { provideRuntime, type Runtime } from "./runtime";
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
