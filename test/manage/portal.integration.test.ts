import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "@/db/drizzle";
import { runMaintenance } from "@/db/queries/maintenance";
import { findPortalSession } from "@/db/queries/portal";
import { accounts } from "@/db/schema/accounts";
import { auditEvents } from "@/db/schema/operations";
import { portalSessions } from "@/db/schema/portal";
import { setAsksForProof } from "@/db/queries/accounts";
import type { AccountContext } from "@/lib/context";
import { env } from "@/lib/env";
import { uuidv7 } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { CreateKey } from "@/lib/keys/schema";
import { leavePortal } from "@/lib/portal/leave";
import { openPortal } from "@/lib/portal/open";
import { revokeToken } from "@/lib/tokens/revoke";
import { makeToken } from "./managed";
import { type Managed, problemOf, startManaged } from "./start";

let managed: Managed;
beforeAll(async () => {
  managed = await startManaged();
  Object.assign(env(), { LATCHKEY_PORTAL_RETURN_ORIGINS: ["https://app.example.com"] });
});
afterAll(() => managed.door.stop());

const ask: Managed["ask"] = (...asked) => managed.ask(...asked);
const visitOn = (db = managed.door.db) => ({ db, ip: "192.0.2.7", userAgent: "test" });

const makeCustomer = async (externalId = uuidv7()) => {
  const body = { name: "Customer", plan: "scale", externalId };
  return { externalId, ...(await ask("POST", "/accounts", { body })).json<{ id: string }>() };
};

async function makeLink(body: object, token?: string) {
  const answer = await ask("POST", "/portal-sessions", { body, ...(token ? { token } : {}) });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  const { url, expiresAt } = answer.json<{ url: string; expiresAt: string }>();
  return { url, expiresAt, secret: url.split("/").at(-1)!, text: answer.text };
}

const suspend = (id: string, suspended: boolean) =>
  ask("PATCH", `/accounts/${id}`, { body: { suspended } });
const stands = async ({ sessionId, accountId }: { sessionId: string; accountId: string }) =>
  (await findPortalSession(managed.door.db, sessionId, accountId)) !== null;

/** A visitor who is in, as pages and actions see them. */
async function visit(accountId: string, token?: string) {
  const { secret } = await makeLink({ accountId }, token);
  const opened = (await openPortal(visitOn(), secret))!;
  const [row] = await managed.door.db
    .select()
    .from(portalSessions)
    .where(eq(portalSessions.id, opened.sessionId));
  const ctx: AccountContext = {
    db: managed.door.db,
    accountId,
    actor: {
      kind: "portal",
      userId: null,
      tokenId: row!.tokenId,
      sessionId: opened.sessionId,
      ip: null,
    },
  };
  return { ...opened, ctx };
}

const newKey = (ctx: AccountContext) =>
  createKey({ ctx, input: CreateKey.parse({ alias: uuidv7(), category: "production" }) });

describe("a link", () => {
  test("names this instance and a secret that is stored nowhere, and is good for five minutes", async () => {
    const { id, externalId } = await makeCustomer();
    for (const whose of [{ accountId: id }, { externalId }]) {
      const { url, expiresAt, secret } = await makeLink(whose);
      // Next.js says by which scheme a call came; here it does not run.
      expect(url).toBe(`https://127.0.0.1:${managed.door.port}/portal/${secret}`);
      expect(secret).toMatch(/^[\w-]{43}$/);
      const seconds = (Date.parse(expiresAt) - Date.now()) / 1_000;
      expect(seconds).toBeGreaterThan(290);
      expect(seconds).toBeLessThan(310);
      for (const table of ["portal_sessions", "audit_events", "idempotent_answers"]) {
        const rows = await managed.door.db.execute(
          sql`select t::text as row from ${sql.identifier(table)} t`,
        );
        expect(JSON.stringify(rows)).not.toContain(secret);
      }
    }
  });

  test("opens once: of many at one time on two instances one wins, and then nobody", async () => {
    const { id } = await makeCustomer();
    const other = openDatabase({ url: managed.door.databaseUrl, max: 4, name: "other" });
    onTestFinished(() => other.$client.end({ timeout: 1 }));
    const { secret } = await makeLink({ accountId: id });
    const tries = Array.from({ length: 12 }, (_, i) =>
      openPortal(visitOn(i % 2 === 0 ? managed.door.db : other), secret),
    );
    const opened = (await Promise.all(tries)).filter((each) => each !== null);
    expect(opened).toEqual([{ accountId: id, sessionId: opened[0]!.sessionId }]);
    expect(await openPortal(visitOn(), secret)).toBeNull();
    expect(await stands(opened[0]!)).toBe(true);
  });

  test("opens nothing when it is too old, made up, or no text at all", async () => {
    const { id } = await makeCustomer();
    const { secret } = await makeLink({ accountId: id });
    await managed.door.db
      .update(portalSessions)
      .set({ expiresAt: sql`now()` })
      .where(eq(portalSessions.accountId, id));
    for (const wrong of [secret, "A".repeat(43), "", null, `${secret}=`]) {
      expect(await openPortal(visitOn(), wrong)).toBeNull();
    }
  });

  test("opens nothing once its token is revoked, and ends what it has opened", async () => {
    const { id } = await makeCustomer();
    const { token, secret: portalToken } = await makeToken(managed.door.db, ["portal:write"]);
    const { secret } = await makeLink({ accountId: id }, portalToken);
    const opened = await visit(id, portalToken);
    await revokeToken({ db: managed.door.db, input: { id: token.id } });
    expect(await openPortal(visitOn(), secret)).toBeNull();
    expect(await stands(opened)).toBe(false);
  });

  test("comes again to who asks again with the same Idempotency-Key", async () => {
    const { id } = await makeCustomer();
    const asked = { body: { accountId: id }, headers: { "Idempotency-Key": uuidv7() } };
    const first = await ask("POST", "/portal-sessions", asked);
    const again = await ask("POST", "/portal-sessions", asked);
    expect(again.text).toBe(first.text);
    const rows = managed.door.db.$count(portalSessions, eq(portalSessions.accountId, id));
    expect(await rows).toBe(1);
  });
});

describe("what is asked for", () => {
  test.each([
    ["neither account", {}, ""],
    ["both", { accountId: uuidv7(), externalId: "x" }, ""],
    ["no such account", { accountId: uuidv7() }, "accountId"],
    ["no such externalId", { externalId: "nobody" }, "externalId"],
    ["no id", { accountId: "1" }, "accountId"],
    ["another field", { externalId: "x", email: "a@b.c" }, "email"],
  ])("%s is 422, at the field", async (_, body, path) => {
    const problem = problemOf(await ask("POST", "/portal-sessions", { body }));
    expect(problem).toEqual({ status: 422, code: "invalid", paths: [path] });
  });

  test.each([
    "https://elsewhere.example.com/",
    "http://app.example.com/",
    "https://app.example.com:8443/",
    "https://app.example.com.evil.example/",
    "https://app.example.com@evil.example/",
    "https://user:pw@app.example.com/",
    "javascript:alert(1)//https://app.example.com",
    "//app.example.com/",
    "/settings",
    "",
  ])("the returnUrl %s is 422", async (returnUrl) => {
    const { id: accountId } = await makeCustomer();
    const answer = await ask("POST", "/portal-sessions", { body: { accountId, returnUrl } });
    expect(problemOf(answer)).toEqual({ status: 422, code: "invalid", paths: ["returnUrl"] });
  });

  test("a returnUrl of an origin that is allowed is kept; where none is, the setting is named", async () => {
    const { id: accountId } = await makeCustomer();
    const returnUrl = "https://app.example.com/team?tab=keys";
    const { secret } = await makeLink({ accountId, returnUrl });
    const { sessionId } = (await openPortal(visitOn(), secret))!;
    const found = await findPortalSession(managed.door.db, sessionId, accountId);
    expect(found?.portal.returnUrl).toBe(returnUrl);
    const { LATCHKEY_PORTAL_RETURN_ORIGINS: allowed } = env();
    Object.assign(env(), { LATCHKEY_PORTAL_RETURN_ORIGINS: [] });
    onTestFinished(() => void Object.assign(env(), { LATCHKEY_PORTAL_RETURN_ORIGINS: allowed }));
    const answer = await ask("POST", "/portal-sessions", { body: { accountId, returnUrl } });
    expect(answer.text).toContain("LATCHKEY_PORTAL_RETURN_ORIGINS is not set");
    // This instance is nobody else's.
    const { url } = (await ask("POST", "/portal-sessions", { body: { accountId } })).json<{
      url: string;
    }>();
    const body = { accountId, returnUrl: new URL("/docs/api", url).href };
    expect((await ask("POST", "/portal-sessions", { body })).status).toBe(201);
  });
});

describe("a session", () => {
  test("is of its account alone, lasts an hour, and ends when its visitor leaves", async () => {
    const { id } = await makeCustomer();
    const other = await makeCustomer();
    const opened = await visit(id);
    const found = await findPortalSession(managed.door.db, opened.sessionId, id);
    const minutes = (found!.portal.endsAt.getTime() - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(59);
    expect(minutes).toBeLessThan(61);
    expect(await findPortalSession(managed.door.db, opened.sessionId, other.id)).toBeNull();
    await newKey(opened.ctx);
    await leavePortal(visitOn(), opened.sessionId);
    expect(await stands(opened)).toBe(false);
    await expect(newKey(opened.ctx)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("is over after its hour, whatever is done in it", async () => {
    const { id } = await makeCustomer();
    const opened = await visit(id);
    await managed.door.db
      .update(portalSessions)
      .set({ endsAt: sql`now()` })
      .where(eq(portalSessions.id, opened.sessionId));
    expect(await stands(opened)).toBe(false);
    await expect(newKey(opened.ctx)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("ends with a suspension for good, links too, and nobody is let in to a suspended account", async () => {
    const { id } = await makeCustomer();
    const opened = await visit(id);
    const { secret } = await makeLink({ accountId: id });
    await suspend(id, true);
    expect(await stands(opened)).toBe(false);
    expect(await openPortal(visitOn(), secret)).toBeNull();
    const refused = await ask("POST", "/portal-sessions", { body: { accountId: id } });
    expect(problemOf(refused)).toMatchObject({ status: 409, code: "conflict" });
    await suspend(id, false);
    expect(await stands(opened)).toBe(false);
    expect(await openPortal(visitOn(), secret)).toBeNull();
    expect(await stands(await visit(id))).toBe(true);
  });

  test("that is opened while its account is being suspended ends too", async () => {
    const { id } = await makeCustomer();
    const { secret } = await makeLink({ accountId: id });
    let opening!: Promise<unknown>;
    await managed.door.db.transaction(async (tx) => {
      await tx
        .update(accounts)
        .set({ suspendedAt: sql`now()` })
        .where(eq(accounts.id, id));
      opening = openPortal(visitOn(), secret);
      // It waits for the account's row: a lock that is not granted.
      await expect
        .poll(async () => {
          const [row] = await managed.door.db.execute<{ n: number }>(
            sql`select count(*)::int as n from pg_locks where not granted`,
          );
          return row!.n;
        })
        .toBeGreaterThan(0);
    });
    expect(await opening).toBeNull();
  });

  test("is remembered for a day after its end, for who is told where they came from, and then goes", async () => {
    const { id } = await makeCustomer();
    const [fresh, old] = [await visit(id), await visit(id)];
    await managed.door.db
      .update(portalSessions)
      .set({ expiresAt: sql`now() - interval '25 hours'` })
      .where(eq(portalSessions.id, old.sessionId));
    await runMaintenance(managed.door.db.$client, 90);
    const left = await managed.door.db
      .select({ id: portalSessions.id })
      .from(portalSessions)
      .where(eq(portalSessions.accountId, id));
    expect(left).toEqual([{ id: fresh.sessionId }]);
  });

  test("is in the account's trail: the link by its token, and what its visitor does by both", async () => {
    const { id } = await makeCustomer();
    const opened = await visit(id);
    const { key } = await newKey(opened.ctx);
    const events = await managed.door.db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.accountId, id))
      .orderBy(auditEvents.id);
    const tokenId = managed.token.id;
    expect(events.slice(1)).toMatchObject([
      { action: "portal.create", actor: "token", tokenId, targetId: opened.sessionId },
      { action: "portal.open", actor: "portal", tokenId, actorId: null, ip: "192.0.2.7" },
      { action: "key.create", actor: "portal", tokenId, targetId: key.id },
    ]);
  });

  test("proves who its visitor is for ten minutes, where the account asks for that", async () => {
    const { id } = await makeCustomer();
    await setAsksForProof(managed.door.db, id, true);
    const opened = await visit(id);
    await newKey(opened.ctx);
    await managed.door.db
      .update(portalSessions)
      .set({ openedAt: sql`now() - interval '11 minutes'` })
      .where(eq(portalSessions.id, opened.sessionId));
    await expect(newKey(opened.ctx)).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("Go back to where you came from"),
    });
  });
});
