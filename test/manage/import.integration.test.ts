import { createHash, randomBytes } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEvents } from "@/db/schema/operations";
import { hashSecret } from "@/lib/credentials/secret";
import { call } from "../http/call";
import { type Managed, problemOf, startManaged } from "./start";

let managed: Managed;
let accountId: string;
beforeAll(async () => {
  managed = await startManaged();
  const made = await ask("POST", "/accounts", { body: { name: "Moves in", plan: "scale" } });
  accountId = made.json<{ id: string }>().id;
});
afterAll(() => managed.door.stop());

const ask: Managed["ask"] = (...asked) => managed.ask(...asked);
const moveIn = (keys: unknown[], headers = {}) =>
  ask("POST", `/accounts/${accountId}/keys/import`, { body: { keys }, headers });

interface Imported {
  imported: number;
  keys: Array<{ index: number; id: string; alias: string }>;
  errors: Array<{ index: number; path: string; message: string }>;
}

const foreign = () => `sk_live_${randomBytes(18).toString("base64url")}`;
const echo = (secret: string) =>
  call(managed.door.port, { path: "/api/v1/echo", headers: { "X-API-Key": secret } });
const verify = (key: string) =>
  call(managed.door.port, {
    method: "POST",
    path: "/api/verify",
    headers: { Authorization: `Bearer ${managed.door.serviceToken}` },
    body: JSON.stringify({ key }),
  });

test("where no key ever moved in, one of another form is refused without a look-up; afterwards with one", async () => {
  const { engine } = managed.door;
  const secret = foreign();
  const refused = await echo(secret);
  expect([refused.status, refused.headers["latchkey-error"]]).toEqual([401, "invalid_key"]);
  expect(engine.keys.peek(hashSecret(secret))).toBeUndefined();

  const answer = await moveIn([
    { sha256: hashSecret(secret), alias: "of old", category: "production", quotas: { total: 3 } },
  ]);
  expect(answer.status).toBe(200);
  const { keys, errors } = answer.json<Imported>();
  expect(errors).toEqual([]);
  await expect.poll(async () => (await echo(secret)).status).toBe(200);
  expect((await verify(secret)).json()).toMatchObject({ valid: true, key: { alias: "of old" } });

  // One that nobody has is asked for once.
  const unknown = foreign();
  for (let i = 0; i < 3; i++) expect((await echo(unknown)).status).toBe(401);
  expect(engine.keys.peek(hashSecret(unknown))).toBeNull();

  expect((await ask("GET", `/keys/${keys[0]!.id}`)).json()).toMatchObject({
    accountId,
    alias: "of old",
    imported: true,
    prefix: "",
    lastFour: "",
    quotas: { total: 3 },
  });
  const found = await ask("POST", "/keys/find", { body: { key: secret } });
  expect(found.json()).toMatchObject({ id: keys[0]!.id });
});

test("an instance that starts later knows of keys that have moved in", async () => {
  const secret = foreign();
  await moveIn([{ sha256: hashSecret(secret), alias: "for another" }]);
  const { Engine } = await import("@/lib/enforcement/instance/engine");
  const { MemoryPlanLimits } = await import("@/lib/enforcement/plan-limits/memory");
  const { openPostgresStore } = await import("@/lib/enforcement/postgres-store");
  const other = new Engine({
    store: openPostgresStore(managed.door.databaseUrl),
    journalRoot: `${managed.door.journalRoot}/other`,
    ipBlock: null,
    planLimits: new MemoryPlanLimits(),
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  await other.start();
  const takes = other.takesForeignKeys;
  await other.stop();
  expect(takes).toBe(true);
});

test("hex and base64url are taken, in any case and padded or not", async () => {
  const secrets = Array.from({ length: 4 }, foreign);
  const hash = (secret: string, as: "hex" | "base64url") =>
    createHash("sha256").update(secret).digest(as);
  const answer = await moveIn([
    { sha256: hash(secrets[0]!, "hex").toUpperCase(), alias: "hex" },
    {
      sha256: hash(secrets[1]!, "base64url"),
      alias: "base64url",
      prefix: "sk_live",
      lastFour: "abcd",
    },
    { sha256: `${hash(secrets[2]!, "base64url")}=`, alias: "padded", active: false },
    { sha256: hash(secrets[3]!, "hex"), alias: "ends", expiresAt: "2099-01-01T00:00:00Z" },
  ]);
  expect(answer.json<Imported>()).toMatchObject({ imported: 4, errors: [] });
  const errors = [];
  for (const secret of secrets) errors.push((await echo(secret)).headers["latchkey-error"]);
  expect(errors).toEqual([undefined, undefined, "inactive_key", undefined]);
});

test("bad rows are told by their index, and the others stand", async () => {
  const there = foreign();
  await moveIn([{ sha256: hashSecret(there), alias: "there" }]);
  const twice = hashSecret(foreign());
  const good = [foreign(), foreign()];
  const answer = await moveIn([
    { sha256: hashSecret(good[0]!), alias: "good" },
    { sha256: "abc", alias: "no hash" },
    { sha256: hashSecret(there), alias: "another name" },
    { sha256: hashSecret(foreign()), alias: "THERE" },
    { sha256: twice, alias: "twice, once" },
    { sha256: twice, alias: "twice, again" },
    { sha256: hashSecret(foreign()), alias: "nul \0" },
    "no row",
    { sha256: hashSecret(foreign()), alias: "extra", colour: "red", quotas: { daily: -1 } },
    { sha256: hashSecret(good[1]!), alias: "good too" },
  ]);
  const { imported, keys, errors } = answer.json<Imported>();
  const once = keys.filter(({ index }) => index === 4 || index === 5);
  expect(once).toHaveLength(1);
  expect(imported).toBe(3);
  expect(keys.map(({ index }) => index)).toEqual([0, once[0]!.index, 9]);
  expect(errors.map(({ index, path }) => [index, path])).toEqual([
    [1, "sha256"],
    [2, "sha256"],
    [3, "alias"],
    [9 - once[0]!.index, "sha256"],
    [6, "alias"],
    [7, ""],
    ...errors.filter(({ index }) => index === 8).map(({ path }) => [8, path]),
  ]);
  expect(
    errors
      .filter(({ index }) => index === 8)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(["colour", "quotas.daily"]);
  for (const secret of good) expect((await echo(secret)).status).toBe(200);
  const [orphans] = await managed.door.db.execute<{ n: number }>(sql`
    select count(*)::int as n from quota_budgets b
    where not exists (select from api_keys k where k.budget_id = b.id)`);
  expect(orphans!.n).toBe(0);
});

test("a thousand keys move in with one call, past the plan's number of keys, with one line in the trail", async () => {
  await managed.door.db.execute(sql`update plans set max_keys = 10 where name = 'scale'`);
  const secrets = Array.from({ length: 1_000 }, foreign);
  const rows = secrets.map((secret, i) => ({ sha256: hashSecret(secret), alias: `many ${i}` }));
  const known = await echo(secrets[0]!);
  expect(known.status).toBe(401);
  const headers = { "Idempotency-Key": "a thousand" };
  const answer = await moveIn(rows, headers);
  expect(answer.json<Imported>()).toMatchObject({ imported: 1_000, errors: [] });
  expect((await moveIn(rows, headers)).json()).toEqual(answer.json());
  await expect.poll(async () => (await echo(secrets[0]!)).status).toBe(200);
  const trail = await managed.door.db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.accountId, accountId), eq(auditEvents.action, "account.import")))
    .orderBy(auditEvents.id);
  const event = trail.at(-1)!;
  expect(event).toMatchObject({ actor: "token", tokenId: managed.token.id });
  const ids = answer.json<Imported>().keys.map(({ id }) => id);
  expect([...(event.after as { keys: string[] }).keys].sort()).toEqual([...ids].sort());
  expect(problemOf(await moveIn([...rows, rows[0]!]))).toMatchObject({
    status: 422,
    paths: ["keys"],
  });
  expect(problemOf(await moveIn([]))).toMatchObject({ status: 422, paths: ["keys"] });
});
