import { and, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { quotaBudgets } from "@/db/schema/keys";
import { auditEvents } from "@/db/schema/operations";
import { usageTotals } from "@/db/schema/requests";
import { keyStatus } from "@/lib/format/key-status";
import { createKey } from "@/lib/keys/create";
import { findKeys } from "@/lib/keys/find";
import { isWellFormed } from "@/lib/credentials/key-format";
import { countKeys, getKey, listKeys, searchKeys } from "@/lib/keys/list";
import { removeKey } from "@/lib/keys/remove";
import { getRotation, rotateKey } from "@/lib/keys/rotate";
import { CreateKey, type CreateKeyInput, type KeySearch } from "@/lib/keys/schema";
import { hashSecret } from "@/lib/credentials/secret";
import { switchKeys } from "@/lib/keys/switch";
import { updateKey } from "@/lib/keys/update";
import { collect } from "@/test/collect";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";

const db = testDatabase();
const DAY_MS = 86_400_000;

const fields = (input: Partial<CreateKeyInput> = {}) =>
  CreateKey.parse({ alias: "web-prod", category: "production", ...input });

const search = (input: Partial<KeySearch> = {}): KeySearch => ({
  q: "",
  status: null,
  category: null,
  sort: "created",
  order: "desc",
  page: 1,
  pageSize: 25,
  ...input,
});

/** As the writer does it for a key's first requests. */
const use = (keyId: string, counted: number) =>
  db
    .insert(usageTotals)
    .values({ keyId, counted, requests: counted, credits: counted, lastAt: new Date() });

const trail = async (accountId: string, targetId: string) =>
  db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.accountId, accountId), eq(auditEvents.targetId, targetId)))
    .orderBy(auditEvents.id);

test("a created key has what was asked for, and its secret is stored as a hash only", async () => {
  const { ctx, accountId } = await makeAccount(db);
  const expiresAt = new Date(Date.now() + 30 * DAY_MS);
  const { key, secret } = await createKey({
    ctx,
    input: fields({ alias: "  web-prod ", expiresAt, quotaDaily: "500" }),
  });
  expect(isWellFormed(secret)).toBe(true);
  expect(key).toMatchObject({
    alias: "web-prod",
    category: "production",
    active: true,
    expiresAt,
    quotas: { total: null, daily: 500, weekly: null, monthly: null },
    used: { total: 0, daily: 0, weekly: 0, monthly: 0 },
    everUsed: false,
    lastUsedAt: null,
    lastFour: secret.slice(-4),
  });
  const [row] = await db.execute<{ hash: string; whole: string }>(
    sql`select encode(hash, 'hex') as hash, api_keys::text as whole from api_keys where id = ${key.id}`,
  );
  expect(row?.hash).toBe(hashSecret(secret));
  const [event] = await trail(accountId, key.id);
  expect(event).toMatchObject({ action: "key.create", actor: "user", ip: "127.0.0.1" });
  expect(row?.whole + JSON.stringify(event)).not.toContain(secret.slice(3, -10));
});

test("an alias is one key's alone, whatever the case, within its account", async () => {
  const [one, other] = [await makeAccount(db), await makeAccount(db)];
  await createKey({ ctx: one.ctx, input: fields() });
  await expect(
    createKey({ ctx: one.ctx, input: fields({ alias: "WEB-Prod" }) }),
  ).rejects.toMatchObject({ code: "conflict", field: "alias" });
  await createKey({ ctx: other.ctx, input: fields() });
  expect(await collect(listKeys({ ctx: { ...one.ctx, db } }))).toHaveLength(1);
});

test("an alias is one key's alone, whichever way its accents are written, and is found either way", async () => {
  const one = await makeAccount(db);
  await createKey({ ctx: one.ctx, input: fields({ alias: "Cafe\u0301" }) });
  await expect(
    createKey({ ctx: one.ctx, input: fields({ alias: "CAF\u00c9" }) }),
  ).rejects.toMatchObject({ code: "conflict", field: "alias" });
  for (const q of ["caf\u00e9", "cafe\u0301"]) {
    expect(await searchKeys({ ctx: one.ctx, input: search({ q }) })).toHaveLength(1);
    expect(await findKeys({ ctx: one.ctx, input: { q } })).toHaveLength(1);
  }
});

test("of many keys created at once under one alias, one is", async () => {
  const { ctx } = await makeAccount(db);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, () => createKey({ ctx, input: fields() })),
  );
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  expect(await collect(listKeys({ ctx: { ...ctx, db } }))).toHaveLength(1);
});

test("a change leaves alone what it does not name, and is written down with before and after", async () => {
  const { ctx, accountId } = await makeAccount(db);
  const { key } = await createKey({ ctx, input: fields({ quotaDaily: 5 }) });
  const changed = await updateKey({ ctx, input: { id: key.id, quotaTotal: 10, quotaDaily: null } });
  expect(changed).toMatchObject({ alias: "web-prod", quotas: { total: 10, daily: null } });
  const events = await trail(accountId, key.id);
  expect(events.at(-1)).toMatchObject({
    action: "key.update",
    before: { quotaTotal: null, quotaDaily: 5 },
    after: { quotaTotal: 10, quotaDaily: null },
  });
  await updateKey({ ctx, input: { id: key.id, quotaTotal: 10 } });
  expect(await trail(accountId, key.id)).toHaveLength(events.length);
});

test("an expired key is saved with its date unchanged, but not with another past one", async () => {
  const { ctx } = await makeAccount(db);
  const expiresAt = new Date(Date.now() - DAY_MS);
  const { id } = await makeKey(ctx, { expiresAt });
  await updateKey({ ctx, input: { id, expiresAt, category: "staging" } });
  await expect(
    updateKey({ ctx, input: { id, expiresAt: new Date(Date.now() - 1000) } }),
  ).rejects.toMatchObject({ code: "invalid", field: "expiresAt" });
});

test("reactivating a key clears the moment at which it was to go inactive", async () => {
  const { ctx } = await makeAccount(db);
  const { id } = await makeKey(ctx, { deactivateAt: new Date(Date.now() - 1000) });
  expect(await getKey({ ctx, input: { id } })).toMatchObject({ active: false });
  expect(await updateKey({ ctx, input: { id, active: true } })).toMatchObject({
    active: true,
    deactivateAt: null,
  });
});

test("reactivating a key leaves a moment that is still to come", async () => {
  const { ctx } = await makeAccount(db);
  const soon = new Date(Date.now() + 3_600_000);
  const { id } = await makeKey(ctx, { active: false, deactivateAt: soon });
  expect(await updateKey({ ctx, input: { id, active: true } })).toMatchObject({
    active: true,
    deactivateAt: soon,
  });
});

test("many keys are switched in one go, each with a line in its trail, and only those that differ", async () => {
  const { ctx, accountId } = await makeAccount(db);
  const [on, off] = [await makeKey(ctx), await makeKey(ctx, { active: false })];
  const ids = [on.id, off.id, on.id];
  expect(await switchKeys({ ctx, input: { ids, active: false } })).toEqual({ changed: [on.id] });
  expect(await getKey({ ctx, input: { id: on.id } })).toMatchObject({ active: false });
  expect((await trail(accountId, on.id)).at(-1)).toMatchObject({
    action: "key.deactivate",
    before: { active: true },
    after: { active: false },
    ip: "127.0.0.1",
  });
  expect(await trail(accountId, off.id)).toEqual([]);
  const back = await switchKeys({ ctx, input: { ids, active: true } });
  expect(back.changed.sort()).toEqual([on.id, off.id].sort());
});

test("of keys of which one is another account's, none is switched", async () => {
  const [one, other] = [await makeAccount(db), await makeAccount(db)];
  const [mine, theirs] = [await makeKey(one.ctx), await makeKey(other.ctx)];
  await expect(
    switchKeys({ ctx: one.ctx, input: { ids: [mine.id, theirs.id], active: false } }),
  ).rejects.toMatchObject({ code: "not_found" });
  expect(await getKey({ ctx: one.ctx, input: { id: mine.id } })).toMatchObject({ active: true });
  expect(await getKey({ ctx: other.ctx, input: { id: theirs.id } })).toMatchObject({
    active: true,
  });
});

test("switching keys off and on again leaves a moment of deactivation that is to come", async () => {
  const { ctx } = await makeAccount(db);
  const soon = new Date(Date.now() + DAY_MS);
  const coming = await makeKey(ctx, { deactivateAt: soon });
  const passed = await makeKey(ctx, { deactivateAt: new Date(Date.now() - 1000) });
  const ids = [coming.id, passed.id];
  await switchKeys({ ctx, input: { ids, active: false } });
  await switchKeys({ ctx, input: { ids, active: true } });
  expect(await getKey({ ctx, input: { id: coming.id } })).toMatchObject({
    active: true,
    deactivateAt: soon,
  });
  expect(await getKey({ ctx, input: { id: passed.id } })).toMatchObject({
    active: true,
    deactivateAt: null,
  });
});

test("keys are found by a part of their alias, the beginning first, in one's own account", async () => {
  const [one, other] = [await makeAccount(db), await makeAccount(db)];
  await makeKey(one.ctx, { alias: "old-web" });
  await makeKey(one.ctx, { alias: "Web-1" });
  await makeKey(one.ctx, { alias: "100%" });
  await makeKey(other.ctx, { alias: "web-theirs" });
  const find = async (q: string) =>
    (await findKeys({ ctx: one.ctx, input: { q } })).map(({ alias }) => alias);
  expect(await find("web")).toEqual(["Web-1", "old-web"]);
  expect(await find("%")).toEqual(["100%"]);
  expect(await find("")).toHaveLength(3);
});

test("an unused key is deleted with its budget; its trail stays", async () => {
  const { ctx, accountId } = await makeAccount(db);
  const { id, budgetId } = await makeKey(ctx);
  expect(await removeKey({ ctx, input: { id } })).toEqual({ id, deleted: true });
  await expect(getKey({ ctx, input: { id } })).rejects.toMatchObject({ code: "not_found" });
  expect(await db.select().from(quotaBudgets).where(eq(quotaBudgets.id, budgetId))).toEqual([]);
  expect((await trail(accountId, id)).at(-1)?.action).toBe("key.delete");
});

test("a used key is not deleted, and the refusal says what to do instead", async () => {
  const { ctx } = await makeAccount(db);
  const { id } = await makeKey(ctx);
  await use(id, 1);
  await expect(removeKey({ ctx, input: { id } })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("Deactivate"),
  });
  expect(await getKey({ ctx, input: { id } })).toMatchObject({ everUsed: true });
});

test("another account's key does not exist, whatever is asked of it", async () => {
  const [one, other] = [await makeAccount(db), await makeAccount(db)];
  const { id } = await makeKey(one.ctx);
  const { ctx } = other;
  const missing = { code: "not_found" };
  await expect(getKey({ ctx, input: { id } })).rejects.toMatchObject(missing);
  await expect(getKey({ ctx, input: { id: "x' or true" } })).rejects.toMatchObject(missing);
  await expect(updateKey({ ctx, input: { id, active: false } })).rejects.toMatchObject(missing);
  await expect(removeKey({ ctx, input: { id } })).rejects.toMatchObject(missing);
  await expect(getRotation({ ctx, input: { id } })).rejects.toMatchObject(missing);
  const rotation = { id, alias: "stolen", expiresAt: null, budget: "shared" as const };
  await expect(rotateKey({ ctx, input: rotation })).rejects.toMatchObject(missing);
  expect(await collect(listKeys({ ctx: { ...ctx, db } }))).toEqual([]);
  expect(await getKey({ ctx: one.ctx, input: { id } })).toMatchObject({ active: true });
});

test("a replacement takes over category and quotas, and starts with a budget of its own", async () => {
  const { ctx } = await makeAccount(db);
  const old = await makeKey(ctx, { alias: "ci", category: "staging", quotaDaily: 7 });
  await use(old.id, 5);
  const { suggestion } = await getRotation({ ctx, input: { id: old.id } });
  expect(suggestion).toEqual({ alias: "ci-2", expiresAt: null });
  const { key, secret } = await rotateKey({
    ctx,
    input: { id: old.id, alias: "ci-2", expiresAt: null, budget: "fresh" },
  });
  expect(isWellFormed(secret)).toBe(true);
  expect(key).toMatchObject({
    category: "staging",
    quotas: { daily: 7 },
    used: { total: 0 },
    replacesId: old.id,
  });
  expect(await getRotation({ ctx, input: { id: old.id } })).toMatchObject({
    old: { active: true },
    replacement: { id: key.id },
    sharesBudget: false,
  });
});

test("with a shared budget, what the old key has used counts for the new one", async () => {
  const { ctx } = await makeAccount(db);
  const old = await makeKey(ctx, { quotaTotal: 10 });
  await use(old.id, 8);
  const { key } = await rotateKey({
    ctx,
    input: { id: old.id, alias: "next", expiresAt: null, budget: "shared" },
  });
  expect(key).toMatchObject({ quotas: { total: 10 }, used: { total: 8 } });
  await removeKey({ ctx, input: { id: key.id } });
  expect(
    await db.select().from(quotaBudgets).where(eq(quotaBudgets.id, old.budgetId)),
    "the budget stays for the old key",
  ).toHaveLength(1);
});

test("two rotations at once make one replacement", async () => {
  const { ctx } = await makeAccount(db);
  const { id } = await makeKey(ctx);
  const rotate = (alias: string) =>
    rotateKey({ ctx, input: { id, alias, expiresAt: null, budget: "fresh" } });
  const outcomes = await Promise.allSettled(["a", "b", "c"].map(rotate));
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  expect(await collect(listKeys({ ctx: { ...ctx, db } }))).toHaveLength(2);
});

test("a suggested alias is free, also where the next number is taken", async () => {
  const { ctx } = await makeAccount(db);
  const { id } = await makeKey(ctx, { alias: "Web-2" });
  await makeKey(ctx, { alias: "web-3" });
  const { suggestion } = await getRotation({ ctx, input: { id } });
  expect(suggestion.alias).toBe("Web-4");
});

test("the database and the page agree on every key's status", async () => {
  const { ctx } = await makeAccount(db);
  const soon = new Date(Date.now() + 3 * DAY_MS);
  const past = new Date(Date.now() - DAY_MS);
  await makeKey(ctx, { alias: "fine", quotaTotal: 10 });
  await makeKey(ctx, { alias: "soon", expiresAt: soon });
  await makeKey(ctx, { alias: "over", expiresAt: past, active: true });
  await makeKey(ctx, { alias: "off", active: false, expiresAt: past });
  await makeKey(ctx, { alias: "scheduled", deactivateAt: soon });
  const full = await makeKey(ctx, { alias: "full", quotaTotal: 3, expiresAt: soon });
  await use(full.id, 3);
  expect(await countKeys({ ctx, input: { q: "", category: null } })).toEqual({
    all: 6,
    active: 3,
    expiring: 1,
    reached: 1,
    inactive: 1,
    expired: 1,
  });
  for (const status of ["expiring", "reached", "inactive", "expired"] as const) {
    const found = await searchKeys({ ctx, input: search({ status }) });
    expect(found.map((key) => keyStatus(key, Date.now()))).toEqual([status]);
  }
  const sorted = await searchKeys({ ctx, input: search({ sort: "status", order: "asc" }) });
  expect(sorted.map((key) => key.alias)).toEqual([
    ...["full", "soon"],
    ...["scheduled", "fine"],
    ...["over", "off"],
  ]);
});

test("search takes wildcards as they are, sorts without regard to case, and pages", async () => {
  const { ctx } = await makeAccount(db);
  for (const alias of ["b", "A", "100%", "c_d"]) await makeKey(ctx, { alias });
  const aliases = async (input: Partial<KeySearch>) =>
    (await searchKeys({ ctx, input: search(input) })).map((key) => key.alias);
  expect(await aliases({ q: "%" })).toEqual(["100%"]);
  expect(await aliases({ q: "_" })).toEqual(["c_d"]);
  const byAlias = { sort: "alias", order: "asc", pageSize: 3 } as const;
  expect(await aliases(byAlias)).toEqual(["100%", "A", "b"]);
  expect(await aliases({ ...byAlias, page: 2 })).toEqual(["c_d"]);
});
