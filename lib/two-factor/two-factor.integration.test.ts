import { and, asc, eq } from "drizzle-orm";
import { Secret, TOTP } from "otpauth";
import { expect, onTestFinished, test } from "vitest";
import { findSession, isCodeAwaited } from "@/db/queries/sessions";
import { recoveryCodes as codeTable, sessions } from "@/db/schema/auth";
import { users } from "@/db/schema/accounts";
import { auditEvents } from "@/db/schema/operations";
import { createAccount } from "@/lib/accounts/create";
import { enterCode } from "@/lib/sessions/enter-code";
import { beginSession, signIn } from "@/lib/accounts/sign-in";
import {
  beginSetUp,
  renewRecoveryCodes,
  switchOff,
  switchOn,
} from "@/lib/accounts/set-up-two-factor";
import { twoFactorStatus } from "@/lib/accounts/two-factor-status";
import { removeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";

const db = testDatabase();
const visit = { db, ip: "192.0.2.21", userAgent: "test" };
const authSecret = "s".repeat(32);
const password = "peculiar 7 ropes";
const WRONG = "This code is wrong";
/** Codes are good by the clock: a test that tries several takes one of each period from here on. */
const START_MS = 1_800_000_000_000;
const at = (step: number) => START_MS + step * 30_000;

async function makeOwner() {
  const email = `${crypto.randomUUID()}@test.local`;
  const { id, userId } = await createAccount({ db, input: { email, name: "Owner", password } });
  onTestFinished(() => removeAccount(db, id));
  const begin = () => signIn({ visit, input: { email, password } });
  const { sessionId } = await begin();
  const actor = { kind: "user" as const, userId, ip: visit.ip, sessionId };
  const ctx = { db, accountId: id, actor };
  const trail = async () => {
    const events = await db
      .select({ action: auditEvents.action, after: auditEvents.after })
      .from(auditEvents)
      .where(eq(auditEvents.accountId, id))
      .orderBy(asc(auditEvents.id));
    return events.map(({ action }) => action);
  };
  return { email, userId, ctx, sessionId, begin, trail };
}

/** An owner whose second factor was switched on in period 0. */
async function makeGuardedOwner() {
  const owner = await makeOwner();
  const { text } = await beginSetUp({ ctx: owner.ctx, authSecret });
  const app = new TOTP({ secret: Secret.fromBase32(text) });
  const codeAt = (step: number) => app.generate({ timestamp: at(step) });
  const call = (code: string, step: number) => ({
    ctx: owner.ctx,
    authSecret,
    input: { code },
    nowMs: at(step),
  });
  const { recoveryCodes } = await switchOn(call(codeAt(0), 0));
  const enter = (id: string, code: string, step: number) =>
    enterCode({
      visit,
      session: { id, userId: owner.userId },
      input: { code },
      authSecret,
      nowMs: at(step),
    });
  const isIn = async (id: string) => (await findSession(db, id, owner.userId)) !== null;
  return { ...owner, codeAt, call, recoveryCodes, enter, isIn };
}

test("the password alone opens nothing; the code of the app does, once", async () => {
  const { begin, enter, isIn, codeAt, userId } = await makeGuardedOwner();
  const { sessionId } = await begin();
  expect(await isIn(sessionId)).toBe(false);
  expect(await isCodeAwaited(db, sessionId, userId)).toBe(true);
  await expect(enter(sessionId, "000000", 1)).rejects.toThrow(WRONG);
  expect(await isIn(sessionId)).toBe(false);
  const opened = await enter(sessionId, codeAt(1), 1);
  expect(await isIn(opened.sessionId)).toBe(true);

  const again = await begin();
  await expect(enter(again.sessionId, codeAt(1), 1)).rejects.toThrow(WRONG);
  await expect(enter(again.sessionId, codeAt(0), 1)).rejects.toThrow(WRONG);
  await enter(again.sessionId, codeAt(2), 2);
});

test("the code opens a session of another id, and the one that waited names nothing any more", async () => {
  const { begin, enter, isIn, codeAt, userId, trail } = await makeGuardedOwner();
  const waiting = await begin();
  const opened = await enter(waiting.sessionId, codeAt(1), 1);
  expect(opened.sessionId).not.toBe(waiting.sessionId);
  expect(await isIn(opened.sessionId)).toBe(true);
  expect(await isIn(waiting.sessionId)).toBe(false);
  expect(await isCodeAwaited(db, waiting.sessionId, userId)).toBe(false);
  await expect(enter(waiting.sessionId, codeAt(2), 2)).rejects.toThrow("too long");
  expect(await trail()).toContain("session.begin");
  const begun = and(eq(auditEvents.targetId, opened.sessionId), eq(auditEvents.actorId, userId));
  expect(await db.$count(auditEvents, begun)).toBe(1);
});

test("of two who enter one code at once, one is in", async () => {
  const { begin, enter, codeAt } = await makeGuardedOwner();
  const [one, two] = [await begin(), await begin()];
  const tried = await Promise.allSettled([
    enter(one.sessionId, codeAt(1), 1),
    enter(two.sessionId, codeAt(1), 1),
  ]);
  expect(tried.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a provider's word waits for the code as well", async () => {
  const { userId, isIn } = await makeGuardedOwner();
  const { sessionId } = await beginSession(visit, userId);
  expect(await isIn(sessionId)).toBe(false);
});

test("a recovery code opens the account once, whatever the authenticator says", async () => {
  const { begin, enter, isIn, recoveryCodes, ctx } = await makeGuardedOwner();
  const { sessionId } = await begin();
  const opened = await enter(sessionId, recoveryCodes[3]!.toLowerCase(), 1);
  expect(await isIn(opened.sessionId)).toBe(true);
  expect((await twoFactorStatus(ctx)).recoveryCodesLeft).toBe(9);
  const again = await begin();
  await expect(enter(again.sessionId, recoveryCodes[3]!, 1)).rejects.toThrow(WRONG);
});

test("nobody else's code is right", async () => {
  const owner = await makeGuardedOwner();
  const other = await makeGuardedOwner();
  const { sessionId } = await owner.begin();
  await expect(owner.enter(sessionId, other.codeAt(1), 1)).rejects.toThrow(WRONG);
  await expect(owner.enter(sessionId, other.recoveryCodes[0]!, 1)).rejects.toThrow(WRONG);
  // Nor does one user's code open another's session.
  const theirs = await other.begin();
  await expect(owner.enter(theirs.sessionId, owner.codeAt(1), 1)).rejects.toThrow("too long");
  expect(await other.isIn(theirs.sessionId)).toBe(false);
});

test("the eleventh wrong code is not even tried, from whichever address", async () => {
  const { begin, enter, codeAt, trail } = await makeGuardedOwner();
  const { sessionId } = await begin();
  for (let n = 0; n < 10; n++) await enter(sessionId, "000000", 1).catch(() => {});
  await expect(enter(sessionId, codeAt(1), 1)).rejects.toThrow("Too many attempts");
  await expect.poll(trail).toContain("user.sign_in_throttled");
  expect((await trail()).filter((action) => action === "user.code_failed")).toHaveLength(10);
});

test("a session that has waited ten minutes for its code is over", async () => {
  const { begin, enter, codeAt } = await makeGuardedOwner();
  const { sessionId } = await begin();
  const elevenMinutesAgo = new Date(Date.now() - 11 * 60_000);
  await db.update(sessions).set({ createdAt: elevenMinutesAgo }).where(eq(sessions.id, sessionId));
  await expect(enter(sessionId, codeAt(1), 1)).rejects.toThrow("took too long");
});

test("switching it on ends the other sessions, and shows the recovery codes only then", async () => {
  const owner = await makeOwner();
  const other = await owner.begin();
  const { text } = await beginSetUp({ ctx: owner.ctx, authSecret });
  const code = new TOTP({ secret: Secret.fromBase32(text) }).generate({ timestamp: at(0) });
  const call = { ctx: owner.ctx, authSecret, input: { code }, nowMs: at(0) };
  const { recoveryCodes } = await switchOn(call);
  expect(await findSession(db, other.sessionId, owner.userId)).toBeNull();
  expect(await findSession(db, owner.sessionId, owner.userId)).not.toBeNull();
  await expect(switchOn(call)).rejects.toThrow("Start again");
  await expect(beginSetUp({ ctx: owner.ctx, authSecret })).rejects.toThrow("on already");
  const kept = JSON.stringify([
    await db.select().from(users).where(eq(users.id, owner.userId)),
    await db.select().from(codeTable).where(eq(codeTable.userId, owner.userId)),
  ]);
  for (const secret of [text, ...recoveryCodes]) expect(kept).not.toContain(secret);
});

test("a secret whose first code was not typed in asks nobody for a code", async () => {
  const { ctx, begin, userId } = await makeOwner();
  await beginSetUp({ ctx, authSecret });
  const { sessionId } = await begin();
  expect(await findSession(db, sessionId, userId)).not.toBeNull();
});

test("switching it off and new recovery codes take a code", async () => {
  const { ctx, call, codeAt, recoveryCodes, begin, isIn, trail } = await makeGuardedOwner();
  await expect(switchOff(call("000000", 1))).rejects.toThrow(WRONG);
  await expect(renewRecoveryCodes(call("000000", 1))).rejects.toThrow(WRONG);
  const renewed = await renewRecoveryCodes(call(codeAt(1), 1));
  expect(renewed.recoveryCodes).not.toContain(recoveryCodes[0]);
  await expect(switchOff(call(recoveryCodes[0]!, 2))).rejects.toThrow(WRONG);
  await switchOff(call(renewed.recoveryCodes[0]!, 2));
  expect(await twoFactorStatus(ctx)).toMatchObject({ isOn: false, recoveryCodesLeft: 0 });
  expect(await isIn((await begin()).sessionId)).toBe(true);
  expect(await trail()).toEqual(
    expect.arrayContaining(["user.two_factor_on", "user.recovery_codes", "user.two_factor_off"]),
  );
});
