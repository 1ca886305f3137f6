import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clearLog, clearLogsOfDeleted } from "@/db/queries/clear-log";
import { accounts, users } from "@/db/schema/accounts";
import { sessions } from "@/db/schema/auth";
import { apiKeys } from "@/db/schema/keys";
import { auditEvents } from "@/db/schema/operations";
import { portalSessions } from "@/db/schema/portal";
import { requestLogs } from "@/db/schema/requests";
import { deleteAccount } from "@/lib/accounts/delete";
import { beginSession } from "@/lib/accounts/sign-in";
import { uuidv7 } from "@/lib/ids";
import { call } from "../http/call";
import { expectTrafficOfLog } from "../traffic-drift";
import { type Managed, problemOf, startManaged } from "./start";

let managed: Managed;
beforeAll(async () => void (managed = await startManaged()));
afterAll(() => managed.door.stop());

const ask: Managed["ask"] = (...asked) => managed.ask(...asked);

interface Key {
  id: string;
  secret: string;
}

/** A customer with a person, a key that was used, and one that was not. */
async function makeCustomer() {
  const email = `${uuidv7()}@example.com`;
  const body = { name: "Robin's own", email, externalId: uuidv7(), plan: "scale" };
  const { id } = (await ask("POST", "/accounts", { body })).json<{ id: string }>();
  const newKey = async (alias: string) =>
    (await ask("POST", `/accounts/${id}/keys`, { body: { alias } })).json<Key>();
  const used = await newKey("robin's used");
  const unused = await newKey("robin's unused");
  await send(used.secret);
  await managed.door.rows(used.id);
  const [user] = await managed.door.db.select().from(users).where(eq(users.email, email));
  return { id, email, externalId: body.externalId, used, unused, userId: user!.id };
}

const send = (secret: string) =>
  call(managed.door.port, { headers: { "X-API-Key": secret, "User-Agent": "Robin's laptop" } });
const codeOf = async (secret: string) => (await send(secret)).headers["latchkey-error"] ?? "none";
const suspend = (id: string) => ask("PATCH", `/accounts/${id}`, { body: { suspended: true } });

test("people, keys, settings and sessions go, and nothing of the account is found any more", async () => {
  const customer = await makeCustomer();
  const { id, email, externalId, used, unused, userId } = customer;
  const { db } = managed.door;
  const visit = { db, ip: "192.0.2.8", userAgent: "Robin's laptop" };
  await beginSession(visit, userId);
  await ask("POST", "/portal-sessions", { body: { accountId: id } });
  await suspend(id);
  const answer = await ask("DELETE", `/accounts/${id}`);
  expect([answer.status, answer.json()]).toEqual([200, { id, deleted: true }]);

  expect(await db.$count(users, eq(users.id, userId))).toBe(0);
  expect(await db.$count(sessions, eq(sessions.userId, userId))).toBe(0);
  expect(await db.$count(portalSessions, eq(portalSessions.accountId, id))).toBe(0);
  expect(await db.$count(apiKeys, eq(apiKeys.id, unused.id))).toBe(0);
  for (const path of [
    `/accounts/${id}`,
    `/accounts/${id}/keys`,
    `/accounts/${id}/logs`,
    `/accounts/${id}/usage`,
    `/keys/${used.id}`,
  ]) {
    expect([path, (await ask("GET", path)).status]).toEqual([path, 404]);
  }
  for (const body of [{ suspended: false }, { name: "Back" }]) {
    expect((await ask("PATCH", `/accounts/${id}`, { body })).status).toBe(404);
  }
  const found = await ask("POST", "/keys/find", { body: { key: used.secret } });
  expect(found.status).toBe(404);
  const key = await ask("POST", `/accounts/${id}/keys`, { body: { alias: "x" } });
  expect(key.status).toBe(404);
  const portal = await ask("POST", "/portal-sessions", { body: { accountId: id } });
  expect(portal.status).toBe(422);
  const list = await ask("GET", `/accounts?externalId=${externalId}`);
  expect(list.json()).toEqual({ data: [], nextCursor: null });

  // Address and externalId are free again.
  const again = { name: "Again", email, externalId };
  expect((await ask("POST", "/accounts", { body: again })).status).toBe(201);
});

test("nothing personal of it is left in any table, and its figures stay right", async () => {
  const { id, email, externalId, used } = await makeCustomer();
  await suspend(id);
  await codeOf(used.secret);
  await managed.door.rows(used.id);
  await ask("DELETE", `/accounts/${id}`);
  const tables = await managed.door.db.execute<{ name: string }>(sql`
    select c.relname as name from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')`);
  for (const { name } of tables) {
    const rows = await managed.door.db.execute<{ row: string }>(
      sql`select t::text as row from ${sql.identifier(name)} t`,
    );
    for (const { row } of rows) {
      for (const personal of [email, externalId, "Robin", "robin"]) {
        expect(row.includes(personal), `${name}: ${row}`).toBe(false);
      }
    }
  }
  const rows = await managed.door.db
    .select()
    .from(requestLogs)
    .where(eq(requestLogs.accountId, id));
  expect(rows.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 403]));
  for (const row of rows) expect(row).toMatchObject({ ip: null, userAgent: null });
  await expectTrafficOfLog(managed.door.db, id);
});

test("its keys stop at once", async () => {
  const { id, used, unused } = await makeCustomer();
  expect(await codeOf(unused.secret)).toBe("none");
  await suspend(id);
  for (const { secret } of [used, unused]) {
    await expect.poll(() => codeOf(secret)).toBe("account_suspended");
  }
  await ask("DELETE", `/accounts/${id}`);
  for (const { secret } of [used, unused])
    await expect.poll(() => codeOf(secret)).toBe("invalid_key");
});

test("an account that is not suspended is 409 and stays; one that is gone is 404", async () => {
  const { id, used } = await makeCustomer();
  expect(problemOf(await ask("DELETE", `/accounts/${id}`))).toMatchObject({
    status: 409,
    code: "conflict",
  });
  expect(await codeOf(used.secret)).toBe("none");
  await suspend(id);
  expect((await ask("DELETE", `/accounts/${id}`)).status).toBe(200);
  for (const gone of [id, uuidv7(), "nothing"]) {
    expect(problemOf(await ask("DELETE", `/accounts/${gone}`))).toMatchObject({ status: 404 });
  }
});

test("somebody who belongs to another account as well stays there", async () => {
  const one = await makeCustomer();
  const two = await makeCustomer();
  await managed.door.db.execute(sql`
    insert into memberships (account_id, user_id, role) values (${two.id}, ${one.userId}, 'member')`);
  await suspend(one.id);
  await ask("DELETE", `/accounts/${one.id}`);
  expect(await managed.door.db.$count(users, eq(users.id, one.userId))).toBe(1);
  expect((await ask("GET", `/accounts/${two.id}`)).json()).toMatchObject({ email: two.email });
});

test("rows that an instance wrote later lose what is personal with a later round", async () => {
  const { id, used } = await makeCustomer();
  await suspend(id);
  await deleteAccount({ db: managed.door.db, id });
  const late = { id: uuidv7(), at: new Date(), accountId: id, keyId: used.id, method: "GET" };
  await managed.door.db.insert(requestLogs).values({
    ...late,
    path: "/late",
    status: 200,
    durationMs: 1,
    ip: "192.0.2.9",
    userAgent: "late",
    credits: 0,
    counted: false,
  });
  const lateRow = async () =>
    (await managed.door.db.select().from(requestLogs).where(eq(requestLogs.id, late.id)))[0];
  await clearLogsOfDeleted(managed.door.db.$client);
  expect(await lateRow()).toMatchObject({ ip: "192.0.2.9" });
  const ago = sql`now() - interval '61 minutes'`;
  await managed.door.db
    .update(accounts)
    .set({ deletedAt: ago, logClearedAt: ago })
    .where(eq(accounts.id, id));
  await clearLogsOfDeleted(managed.door.db.$client);
  expect(await lateRow()).toMatchObject({ ip: null, userAgent: null });
});

test("a long log is cleared some rows at a time, and told whether to its end", async () => {
  const { id, used } = await makeCustomer();
  await managed.door.db.execute(sql`
    insert into request_logs (id, at, account_id, key_id, method, path, status, duration_ms, ip, credits, counted)
    select gen_random_uuid(), now() - n * interval '1 minute', ${id}, ${used.id}, 'GET', '/', 200, 1,
      '192.0.2.1', 0, false from generate_series(1, 9) n`);
  const { db } = managed.door;
  const left = () =>
    db.$count(requestLogs, sql`account_id = ${id} and (ip is not null or user_agent is not null)`);
  expect(await left()).toBe(10);
  expect(await clearLog(db.$client, id, 0, 4)).toBe(false);
  expect(await left()).toBe(6);
  expect(await clearLog(db.$client, id, Infinity, 4)).toBe(true);
  expect(await left()).toBe(0);
});

test("its trail says who deleted it, and keeps what was done without what was personal", async () => {
  const { id } = await makeCustomer();
  await suspend(id);
  await ask("DELETE", `/accounts/${id}`);
  const events = await managed.door.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.accountId, id))
    .orderBy(auditEvents.id);
  expect(events.map(({ action }) => action)).toEqual([
    "account.create",
    "key.create",
    "key.create",
    "account.suspend",
    "account.delete",
  ]);
  for (const { before, after, ip, actorId } of events.slice(0, -1)) {
    expect({ before, after, ip, actorId }).toEqual({
      before: null,
      after: null,
      ip: null,
      actorId: null,
    });
  }
  expect(events.at(-1)).toMatchObject({ actor: "token", tokenId: managed.token.id, targetId: id });
});
