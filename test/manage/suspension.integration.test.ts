import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { Engine } from "@/lib/enforcement/instance/engine";
import { MemoryPlanLimits } from "@/lib/enforcement/plan-limits/memory";
import { openPostgresStore } from "@/lib/enforcement/postgres-store";
import { hashSecret } from "@/lib/credentials/secret";
import { runCli } from "../cli";
import { call } from "../http/call";
import { expectTrafficOfLog } from "../traffic-drift";
import { makeToken } from "./managed";
import { type Managed, problemOf, startManaged } from "./start";

let managed: Managed;
beforeAll(async () => void (managed = await startManaged()));
afterAll(() => managed.door.stop());

const ask: Managed["ask"] = (...asked) => managed.ask(...asked);

let made = 0;
async function makeCustomer() {
  const body = { name: `Customer ${++made}`, plan: "scale", email: `c${made}@example.com` };
  const { id } = (await ask("POST", "/accounts", { body })).json<{ id: string }>();
  const key = await ask("POST", `/accounts/${id}/keys`, { body: { alias: "key" } });
  return { id, email: body.email, key: key.json<{ id: string; secret: string }>() };
}

const send = (secret: string, headers = {}, path = "/api/v1/echo") =>
  call(managed.door.port, { path, headers: { "X-API-Key": secret, ...headers } });
const suspend = (id: string, suspended: boolean) =>
  ask("PATCH", `/accounts/${id}`, { body: { suspended } });
const codeOf = async (secret: string) => (await send(secret)).headers["latchkey-error"] ?? "none";

/** An instance beside the front door's. */
async function startOther() {
  const engine = new Engine({
    store: openPostgresStore(managed.door.databaseUrl),
    journalRoot: `${managed.door.journalRoot}/other`,
    ipBlock: null,
    planLimits: new MemoryPlanLimits(),
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  await engine.start();
  onTestFinished(() => engine.stop());
  return async (secret: string) => {
    const admission = await engine.admit({
      presented: { form: "hash", hash: hashSecret(secret) },
      ip: null,
      method: "GET",
      path: "/api/v1/usage",
      userAgent: null,
      endpoint: { credits: 0, free: true },
      startedAt: performance.now(),
    });
    return admission.verdict.admitted ? "none" : admission.verdict.code;
  };
}

test("a suspension refuses all keys of the account, warm ones too, at every instance; its end lets them in again", async () => {
  const other = await startOther();
  const { id, key } = await makeCustomer();
  const neighbour = await makeCustomer();
  for (const outcome of [codeOf, other]) expect(await outcome(key.secret)).toBe("none");
  expect((await suspend(id, true)).json()).toMatchObject({ id, suspended: true });
  for (const outcome of [codeOf, other]) {
    await expect.poll(() => outcome(key.secret)).toBe("account_suspended");
    expect(await outcome(neighbour.key.secret)).toBe("none");
  }
  expect((await suspend(id, false)).json()).toMatchObject({ id, suspended: false });
  for (const outcome of [codeOf, other]) await expect.poll(() => outcome(key.secret)).toBe("none");
});

test("the answer is 403 with the body of the contract, on free endpoints and in verify too", async () => {
  const { id, key } = await makeCustomer();
  await suspend(id, true);
  const plain = await send(key.secret);
  expect([plain.status, plain.json()]).toEqual([403, { error: "Account suspended" }]);
  expect(plain.headers).toMatchObject({
    "latchkey-error": "account_suspended",
    "retry-after": "60",
    "cache-control": "no-store",
  });
  const problem = await send(key.secret, { Accept: "application/problem+json" });
  expect(problem.json()).toMatchObject({ status: 403, code: "account_suspended" });
  expect((await send(key.secret, {}, "/api/v1/usage")).status).toBe(403);
  const verified = await call(managed.door.port, {
    method: "POST",
    path: "/api/verify",
    headers: { Authorization: `Bearer ${managed.door.serviceToken}` },
    body: JSON.stringify({ key: key.secret }),
  });
  expect(verified.json()).toMatchObject({
    valid: false,
    code: "account_suspended",
    status: 403,
    retryAfter: 60,
  });
  // It comes before what is the matter with the key itself.
  await ask("PATCH", `/keys/${key.id}`, { body: { active: false } });
  await expect.poll(() => codeOf(key.secret)).toBe("account_suspended");
});

test("what was refused is in the log and in a counter of its own, and counts towards no quota", async () => {
  const { id, key } = await makeCustomer();
  expect(await codeOf(key.secret)).toBe("none");
  await suspend(id, true);
  await expect.poll(() => codeOf(key.secret)).toBe("account_suspended");
  const rows = await managed.door.rows(key.id);
  const refused = rows.filter((row) => row.code === "account_suspended");
  expect(refused.at(-1)).toMatchObject({ status: 403, credits: 0, counted: false });
  const usage = await ask("GET", `/accounts/${id}/usage?by=outcome`);
  expect(usage.json<{ data: unknown[] }>().data).toContainEqual({
    outcome: "account_suspended",
    requests: refused.length,
  });
  for (const by of ["day", "key", "category"]) {
    const { data } = (await ask("GET", `/accounts/${id}/usage?by=${by}&limit=200`)).json<{
      data: Array<{ rejected: number }>;
    }>();
    expect([by, data.reduce((sum, row) => sum + row.rejected, 0)]).toEqual([by, refused.length]);
  }
  await expectTrafficOfLog(managed.door.db, id);
  const shown = (await ask("GET", `/keys/${key.id}`)).json();
  expect(shown).toMatchObject({ used: { daily: rows.length - refused.length } });
});

test("a suspended account keeps everything, and is found by the filter", async () => {
  const { id } = await makeCustomer();
  await suspend(id, true);
  await suspend(id, true);
  const listed = (await ask("GET", "/accounts?suspended=true&limit=200")).json<{
    data: Array<{ id: string }>;
  }>();
  expect(listed.data.map((account) => account.id)).toContain(id);
  expect((await ask("GET", `/accounts/${id}/keys`)).json<{ data: unknown[] }>().data).toHaveLength(
    1,
  );
  const reader = (await makeToken(managed.door.db, ["accounts:read"])).secret;
  const body = { suspended: false };
  const refused = await ask("PATCH", `/accounts/${id}`, { body, token: reader });
  expect(problemOf(refused)).toMatchObject({ status: 403 });
});

test("the command line suspends and resumes, by address or by id", async () => {
  const { id, email, key } = await makeCustomer();
  expect(await codeOf(key.secret)).toBe("none");
  const cli = async (...args: string[]) => {
    const env = { DATABASE_URL: managed.door.databaseUrl, NODE_ENV: "test" };
    const { exitCode, stdout } = await runCli(["accounts", ...args, "--json"], env);
    return { exitCode, told: stdout === "" ? null : (JSON.parse(stdout) as unknown) };
  };
  expect(await cli("suspend", "--email", email)).toEqual({
    exitCode: 0,
    told: { id, suspended: true },
  });
  await expect.poll(() => codeOf(key.secret)).toBe("account_suspended");
  expect(await cli("resume", "--id", id)).toEqual({ exitCode: 0, told: { id, suspended: false } });
  await expect.poll(() => codeOf(key.secret)).toBe("none");
  expect((await cli("suspend")).exitCode).toBe(2);
  expect((await cli("suspend", "--email", "nobody@example.com")).exitCode).toBe(1);
});
