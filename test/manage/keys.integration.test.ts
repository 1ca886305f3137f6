import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKeys } from "@/db/schema/keys";
import { auditEvents } from "@/db/schema/operations";
import { uuidv7 } from "@/lib/ids";
import { hashSecret } from "@/lib/credentials/secret";
import { runCli } from "../cli";
import { call } from "../http/call";
import { type Managed, problemOf, startManaged } from "./start";

let managed: Managed;
let accountId: string;
let keys: string;
beforeAll(async () => {
  managed = await startManaged();
  const made = await ask("POST", "/accounts", { body: { name: "Keys", plan: "scale" } });
  accountId = made.json<{ id: string }>().id;
  keys = `/accounts/${accountId}/keys`;
});
afterAll(() => managed.door.stop());

const ask: Managed["ask"] = (...asked) => managed.ask(...asked);

interface Key {
  id: string;
  secret: string;
  alias: string;
  [field: string]: unknown;
}

async function make(body: object): Promise<Key> {
  const answer = await ask("POST", keys, { body });
  expect([answer.status, answer.headers["cache-control"]]).toEqual([201, "no-store"]);
  return answer.json<Key>();
}

const echo = (secret: string) =>
  call(managed.door.port, { path: "/api/v1/echo", headers: { "X-API-Key": secret } });

async function cli(args: string[], input = "") {
  const child = runCli([...args, "--json"], {
    DATABASE_URL: managed.door.databaseUrl,
    NODE_ENV: "test",
  });
  child.stdin?.end(input);
  const { exitCode, stdout, stderr } = await child;
  return { exitCode, stderr, json: () => JSON.parse(stdout) as Key };
}

test("a key is made, works, is shown, changed, switched off and deleted", async () => {
  const made = await make({ alias: "web", quotas: { daily: 5 }, expiresAt: "2099-12-31" });
  const { secret, ...key } = made;
  expect(secret).toMatch(/^lk_[0-9A-Za-z]{46}$/);
  expect(key).toMatchObject({
    accountId,
    alias: "web",
    category: "development",
    active: true,
    expiresAt: "2099-12-31T23:59:59.999Z",
    quotas: { total: null, daily: 5, weekly: null, monthly: null },
    lastFour: secret.slice(-4),
    everUsed: false,
  });
  expect((await ask("GET", `/keys/${key.id}`)).json()).toEqual(key);
  const body = { alias: "web 2", quotas: { daily: null, total: 1000 }, category: "production" };
  const changed = await ask("PATCH", `/keys/${key.id}`, { body });
  expect(changed.json()).toMatchObject({
    alias: "web 2",
    category: "production",
    expiresAt: key.expiresAt,
    quotas: { total: 1000, daily: null, weekly: null, monthly: null },
  });
  const off = await ask("PATCH", `/keys/${key.id}`, { body: { active: false } });
  expect(off.json()).toMatchObject({ active: false });
  expect((await ask("DELETE", `/keys/${key.id}`)).json()).toEqual({ id: key.id, deleted: true });
  expect(problemOf(await ask("GET", `/keys/${key.id}`))).toMatchObject({ status: 404 });
  const trail = await managed.door.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.targetId, key.id))
    .orderBy(auditEvents.id);
  expect(trail.map(({ action, actor, tokenId }) => [action, actor, tokenId])).toEqual(
    ["key.create", "key.update", "key.deactivate", "key.delete"].map((action) => [
      action,
      "token",
      managed.token.id,
    ]),
  );
  expect(JSON.stringify(trail)).not.toContain(secret);
});

test("a deactivation is in force at once, and a used key is not deleted", async () => {
  const { id, secret } = await make({ alias: "used" });
  expect((await echo(secret)).status).toBe(200);
  await managed.door.rows(id);
  expect(problemOf(await ask("DELETE", `/keys/${id}`))).toMatchObject({
    status: 409,
    code: "conflict",
  });
  await ask("PATCH", `/keys/${id}`, { body: { active: false } });
  await expect
    .poll(async () => (await echo(secret)).headers["latchkey-error"])
    .toBe("inactive_key");
});

test("an alias that is taken is 409; fields that make no sense are named", async () => {
  await make({ alias: "Taken" });
  const taken = await ask("POST", keys, { body: { alias: "taken" } });
  expect(problemOf(taken)).toEqual({ status: 409, code: "conflict", paths: ["alias"] });
  const wrong = { quotas: { daily: 0, hourly: 1 }, expiresAt: "2001-01-01", expires: "never" };
  const answer = await ask("POST", keys, { body: wrong });
  expect(problemOf(answer).paths.sort()).toEqual(
    ["alias", "expires", "expiresAt", "quotas.daily", "quotas.hourly"].sort(),
  );
  const nobody = await ask("POST", `/accounts/${uuidv7()}/keys`, { body: { alias: "x" } });
  expect(problemOf(nobody)).toMatchObject({ status: 404, code: "not_found" });
  expect(problemOf(await ask("GET", `/accounts/${uuidv7()}/keys`))).toMatchObject({ status: 404 });
});

test("a plan's number of keys holds for tokens too", async () => {
  const { db } = managed.door;
  const made = await ask("POST", "/accounts", { body: { name: "Few" } });
  const { id } = made.json<{ id: string }>();
  await db.execute("insert into plans (name, max_keys) values ('few', 1)");
  await ask("PATCH", `/accounts/${id}`, { body: { plan: "few" } });
  const path = `/accounts/${id}/keys`;
  expect((await ask("POST", path, { body: { alias: "one" } })).status).toBe(201);
  expect(problemOf(await ask("POST", path, { body: { alias: "two" } }))).toMatchObject({
    status: 409,
  });
});

test("a list is filtered, and goes page by page, the newest first", async () => {
  const made: string[] = [];
  for (const n of [1, 2, 3, 4, 5]) {
    made.unshift((await make({ alias: `paged ${n}`, category: "paged" })).id);
  }
  await ask("PATCH", `/keys/${made[0]}`, { body: { active: false } });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const path: string = `${keys}?category=paged&limit=2${cursor === null ? "" : `&cursor=${cursor}`}`;
    const page = (await ask("GET", path)).json<{ data: Key[]; nextCursor: string | null }>();
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(made);
  const idsOf = async (query: string) =>
    (await ask("GET", `${keys}?${query}`)).json<{ data: Key[] }>().data.map(({ id }) => id);
  expect(await idsOf("category=paged&status=active")).toEqual(made.slice(1));
  expect(await idsOf("category=paged&status=inactive")).toEqual(made.slice(0, 1));
  expect(await idsOf("q=paged+3")).toEqual([made[2]]);
  expect(problemOf(await ask("GET", `${keys}?status=asleep`)).paths).toEqual(["status"]);
  const of = { body: { name: "Other" } };
  const other = (await ask("POST", "/accounts", of)).json<{ id: string }>().id;
  expect((await ask("GET", `/accounts/${other}/keys`)).json()).toEqual({
    data: [],
    nextCursor: null,
  });
});

test("a key is rotated: with what is suggested, or with what is asked", async () => {
  const old = await make({ alias: "rotated", quotas: { total: 10 }, category: "staging" });
  const answer = await ask("POST", `/keys/${old.id}/rotate`);
  expect(answer.status).toBe(201);
  const replacement = answer.json<Key>();
  expect(replacement).toMatchObject({
    accountId,
    alias: "rotated-2",
    category: "staging",
    replacesId: old.id,
    quotas: old.quotas,
  });
  expect((await echo(replacement.secret)).status).toBe(200);
  expect((await echo(old.secret)).status).toBe(200);
  expect(problemOf(await ask("POST", `/keys/${old.id}/rotate`)).status).toBe(409);

  const other = await make({ alias: "rotated by wish", quotas: { total: 10 } });
  const body = { alias: "wished", sharedBudget: true, deactivateOldAt: "2099-01-01T00:00:00Z" };
  const wished = (await ask("POST", `/keys/${other.id}/rotate`, { body })).json<Key>();
  expect(wished.alias).toBe("wished");
  const shown = (await ask("GET", `/keys/${other.id}`)).json();
  expect(shown).toMatchObject({ active: true, deactivateAt: "2099-01-01T00:00:00.000Z" });
  const rows = await managed.door.db.select().from(apiKeys).where(eq(apiKeys.accountId, accountId));
  const budgetOf = (id: string) => rows.find((row) => row.id === id)!.budgetId;
  expect(budgetOf(wished.id)).toBe(budgetOf(other.id));
  const past = { body: { deactivateOldAt: "2001-01-01" } };
  expect(problemOf(await ask("POST", `/keys/${wished.id}/rotate`, past)).paths).toEqual([
    "deactivateOldAt",
  ]);
});

test("a rotation that comes twice with one Idempotency-Key makes one replacement, and shows its secret again", async () => {
  const old = await make({ alias: "twice" });
  const headers = { "Idempotency-Key": "rotate twice" };
  const [first, second] = await Promise.all(
    [1, 2].map(() => ask("POST", `/keys/${old.id}/rotate`, { headers })),
  );
  expect([first!.status, second!.status]).toEqual([201, 201]);
  expect(second!.json()).toEqual(first!.json());
  expect((await echo(second!.json<Key>().secret)).status).toBe(200);
});

test("a key is found by its secret, by the API and on the command line", async () => {
  const { secret, ...key } = await make({ alias: "leaked" });
  const found = await ask("POST", "/keys/find", { body: { key: secret } });
  expect([found.status, found.json()]).toEqual([200, key]);
  const unknown = await ask("POST", "/keys/find", { body: { key: `${secret}x` } });
  expect(problemOf(unknown)).toMatchObject({ status: 404, code: "not_found" });
  expect(unknown.text).not.toContain(secret);
  expect((await cli(["keys", "find"], `${secret}\n`)).json()).toEqual(key);
  const { exitCode, stderr } = await cli(["keys", "find"], "nothing like it");
  expect([exitCode, stderr]).toEqual([1, "There is no such key."]);
  expect((await cli(["keys", "find"], "")).exitCode).toBe(2);
});

test("the command line rotates too", async () => {
  const old = await make({ alias: "by hand" });
  const moment = "2099-01-01T00:00:00Z";
  const args = ["keys", "rotate", old.id, "--alias", "by hand, new", "--deactivate-old-at", moment];
  const replacement = (await cli([...args, "--shared-budget"])).json();
  expect(replacement).toMatchObject({ alias: "by hand, new", replacesId: old.id });
  const [row] = await managed.door.db.select().from(apiKeys).where(eq(apiKeys.id, replacement.id));
  expect(row!.hash.toString("hex")).toBe(hashSecret(replacement.secret));
  const { exitCode, stderr } = await cli(["keys", "rotate", old.id]);
  expect([exitCode, stderr]).toEqual([1, "This key already has a replacement: by hand, new."]);
});
