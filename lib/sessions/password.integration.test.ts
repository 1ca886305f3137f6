import { and, eq, sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { findSession } from "@/db/queries/sessions";
import { passwordResets } from "@/db/schema/auth";
import { auditEvents } from "@/db/schema/operations";
import { TooManyAttempts } from "./attempts";
import { changePassword } from "@/lib/accounts/change-password";
import { createAccount } from "@/lib/accounts/create";
import { requestReset } from "@/lib/accounts/request-reset";
import { resetPassword } from "@/lib/accounts/reset-password";
import { endSession, listSessions } from "@/lib/accounts/sessions";
import { signIn } from "@/lib/accounts/sign-in";
import { signOutEverywhere } from "@/lib/accounts/sign-out-everywhere";
import type { Mail } from "@/lib/mail";
import { removeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";

const db = testDatabase();
const visit = { db, ip: "192.0.2.7", userAgent: "test" };
const PASSWORD = "correct horse battery";
const NEW_PASSWORD = "staple, this time";

async function makeOwner() {
  const email = `${crypto.randomUUID()}@test.local`;
  const { id, userId } = await createAccount({
    db,
    input: { email, name: "Owner", password: PASSWORD },
  });
  onTestFinished(() => removeAccount(db, id));
  const actor = { kind: "user" as const, userId, ip: visit.ip };
  const enter = (password = PASSWORD) => signIn({ visit, input: { email, password } });
  const stands = async (sessionId: string) => (await findSession(db, sessionId, userId)) !== null;
  return { email, userId, ctx: { db, accountId: id, actor }, enter, stands };
}

async function mailedToken(email: string): Promise<string> {
  const mails: Mail[] = [];
  await requestReset({
    visit,
    input: { email },
    send: async (mail) => {
      mails.push(mail);
    },
  });
  expect(mails).toHaveLength(1);
  return /token=([\w-]{43})/.exec(mails[0]!.text)![1]!;
}

test("the right password begins a session, a wrong one and an unknown address are told the same", async () => {
  const owner = await makeOwner();
  const { sessionId } = await owner.enter();
  expect(await owner.stands(sessionId)).toBe(true);
  const wrong = await owner.enter("wrong password").catch((error: Error) => error.message);
  const unknown = await signIn({
    visit,
    input: { email: `${crypto.randomUUID()}@test.local`, password: PASSWORD },
  }).catch((error: Error) => error.message);
  expect(wrong).toBe("Email or password is wrong.");
  expect(unknown).toBe(wrong);
});

test("the eleventh wrong password in a row is not even tried, also when it is right", async () => {
  const owner = await makeOwner();
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    await expect(owner.enter("wrong password")).rejects.toThrow("Email or password is wrong.");
  }
  await expect(owner.enter()).rejects.toThrow(/^Too many attempts\. Try again in 15 minutes\.$/);
  // From another address the owner still gets in: nobody can lock somebody else out.
  const elsewhere = { ...visit, ip: "192.0.2.8" };
  await signIn({ visit: elsewhere, input: { email: owner.email, password: PASSWORD } });
});

test("a password change ends all other sessions and the old password", async () => {
  const owner = await makeOwner();
  const [here, there] = [await owner.enter(), await owner.enter()];
  const change = { current: PASSWORD, next: NEW_PASSWORD };
  const done = await changePassword({ ctx: owner.ctx, input: change, sessionId: here.sessionId });
  expect(done).toEqual({ ended: 1 });
  expect(await owner.stands(here.sessionId)).toBe(true);
  expect(await owner.stands(there.sessionId)).toBe(false);
  await expect(owner.enter()).rejects.toThrow("Email or password is wrong.");
  await owner.enter(NEW_PASSWORD);
});

test("a password change with a wrong current password changes nothing", async () => {
  const owner = await makeOwner();
  const [here, there] = [await owner.enter(), await owner.enter()];
  const change = { current: "wrong password", next: NEW_PASSWORD };
  await expect(
    changePassword({ ctx: owner.ctx, input: change, sessionId: here.sessionId }),
  ).rejects.toMatchObject({ field: "current" });
  expect(await owner.stands(there.sessionId)).toBe(true);
});

test("sign-ins that race a password change leave no session of the old password", async () => {
  const owner = await makeOwner();
  const { sessionId } = await owner.enter();
  const change = { current: PASSWORD, next: NEW_PASSWORD };
  const [, ...racers] = await Promise.allSettled([
    changePassword({ ctx: owner.ctx, input: change, sessionId }),
    ...Array.from({ length: 6 }, () => owner.enter()),
  ]);
  expect(racers).toHaveLength(6);
  const left = await listSessions(db, owner.userId);
  expect(left.map(({ id }) => id)).toEqual([sessionId]);
});

test("a password that a stranger changes while the owner resets it is the owner's in the end", async () => {
  const owner = await makeOwner();
  const { sessionId } = await owner.enter();
  const ctx = { ...owner.ctx, actor: { ...owner.ctx.actor, sessionId } };
  const token = await mailedToken(owner.email);
  const change = { current: PASSWORD, next: "the stranger's own words 9" };
  const own = "the owner's own words 7";
  const [reset] = await Promise.allSettled([
    resetPassword({ visit, input: { token, password: own } }),
    ...Array.from({ length: 4 }, () => changePassword({ ctx, input: change, sessionId })),
  ]);
  expect(reset.status).toBe("fulfilled");
  await expect(owner.enter(change.next)).rejects.toThrow("Email or password is wrong.");
  await owner.enter(own);
  expect(await owner.stands(sessionId)).toBe(false);
  // Whose session has ended changes nothing any more.
  const late = { current: own, next: change.next };
  await expect(changePassword({ ctx, input: late, sessionId })).rejects.toMatchObject({
    code: "forbidden",
  });
  await owner.enter(own);
});

test("of changes at once one is done, and a link that was mailed before stays good", async () => {
  const owner = await makeOwner();
  const { sessionId } = await owner.enter();
  const token = await mailedToken(owner.email);
  const words = ["the first new words 1", "the other new words 2"];
  const done = await Promise.allSettled(
    words.map((next) =>
      changePassword({ ctx: owner.ctx, input: { current: PASSWORD, next }, sessionId }),
    ),
  );
  expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await resetPassword({ visit, input: { token, password: NEW_PASSWORD } });
  await owner.enter(NEW_PASSWORD);
});

test("somebody changes their password ten times an hour at most", async () => {
  const owner = await makeOwner();
  const { sessionId } = await owner.enter();
  const words = (i: number) => (i === 0 ? PASSWORD : `words of round number ${i}`);
  for (let i = 0; i < 10; i++) {
    const change = { current: words(i), next: words(i + 1) };
    await changePassword({ ctx: owner.ctx, input: change, sessionId });
  }
  const change = { current: words(10), next: words(11) };
  await expect(changePassword({ ctx: owner.ctx, input: change, sessionId })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("a reset link works once, sets the password, and ends every session", async () => {
  const owner = await makeOwner();
  const { sessionId } = await owner.enter();
  const token = await mailedToken(owner.email);
  const [stored] = await db
    .select()
    .from(passwordResets)
    .where(eq(passwordResets.userId, owner.userId));
  expect(stored?.tokenHash).toHaveLength(32);
  expect(stored?.tokenHash.toString("base64url")).not.toBe(token);
  const input = { token, password: NEW_PASSWORD };
  const both = await Promise.allSettled([
    resetPassword({ visit, input }),
    resetPassword({ visit, input: { token, password: "another password" } }),
  ]);
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await owner.stands(sessionId)).toBe(false);
  await expect(resetPassword({ visit, input })).rejects.toMatchObject({ code: "invalid" });
  await expect(owner.enter()).rejects.toThrow("Email or password is wrong.");
});

test("a reset link is dead after an hour, and after another one was used", async () => {
  const owner = await makeOwner();
  const links = [await mailedToken(owner.email), await mailedToken(owner.email)];
  const set = (token: string) => resetPassword({ visit, input: { token, password: NEW_PASSWORD } });
  const both = await Promise.allSettled(links.map(set));
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  for (const token of links) await expect(set(token)).rejects.toMatchObject({ code: "invalid" });
  const newer = await mailedToken(owner.email);
  await db
    .update(passwordResets)
    .set({ expiresAt: sql`expires_at - interval '61 minutes'` })
    .where(eq(passwordResets.userId, owner.userId));
  await expect(set(newer)).rejects.toMatchObject({ code: "invalid" });
});

test("a stranger who asks for links keeps the owner neither from a new one nor from one that was sent", async () => {
  const owner = await makeOwner();
  const own = await mailedToken(owner.email);
  const send = async () => {};
  const askFrom = (ip: string) =>
    requestReset({ visit: { ...visit, ip }, input: { email: owner.email }, send });
  // From one address, with all of its /64.
  for (let n = 0; n < 5; n++) await askFrom(`2001:db8:7:7::${n}`);
  await expect(askFrom("2001:db8:7:7::9")).rejects.toThrow(TooManyAttempts);
  await mailedToken(owner.email);
  // From many: the mailbox bears no more, and the links that are in it are good.
  const mailed = async () => {
    let sent = 0;
    for (let n = 0; n < 60; n++) {
      try {
        await askFrom(`198.51.100.${n}`);
        sent++;
      } catch (error) {
        expect(error).toBeInstanceOf(TooManyAttempts);
      }
    }
    return sent;
  };
  expect(await mailed()).toBe(30 - 7);
  await resetPassword({ visit, input: { token: own, password: NEW_PASSWORD } });
  await owner.enter(NEW_PASSWORD);
  // Who has used a link may ask for another.
  await mailedToken(owner.email);
});

test("no mail goes to an address without a user", async () => {
  const send = () => Promise.reject(new Error("a mail was sent"));
  await requestReset({ visit, input: { email: `${crypto.randomUUID()}@test.local` }, send });
});

test("the operator ends all sessions of a user, and nobody else's", async () => {
  const [owner, other] = [await makeOwner(), await makeOwner()];
  const sessions = [await owner.enter(), await owner.enter()];
  const others = await other.enter();
  const { email } = owner;
  expect(await signOutEverywhere({ db, email })).toEqual({ email, ended: 2 });
  for (const { sessionId } of sessions) expect(await owner.stands(sessionId)).toBe(false);
  expect(await other.stands(others.sessionId)).toBe(true);
  const { accountId } = owner.ctx;
  const ended = and(
    eq(auditEvents.accountId, accountId),
    eq(auditEvents.action, "session.end_all"),
  );
  expect(await db.select().from(auditEvents).where(ended)).toMatchObject([
    { actor: "cli", targetId: owner.userId, after: { ended: 2 } },
  ]);
  await owner.enter();
});

test("nobody ends another user's session", async () => {
  const [owner, other] = [await makeOwner(), await makeOwner()];
  const { sessionId } = await owner.enter();
  await expect(endSession({ ctx: other.ctx, input: { id: sessionId } })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await owner.stands(sessionId)).toBe(true);
  await endSession({ ctx: owner.ctx, input: { id: sessionId } });
  expect(await owner.stands(sessionId)).toBe(false);
});

test("a password that is guessed first is taken nowhere, and costs nobody a link or a session", async () => {
  const owner = await makeOwner();
  const { sessionId } = await owner.enter();
  const weak = ["password1", owner.email, "Owner2026!", "zzzzzzzzzz"];
  const token = await mailedToken(owner.email);
  for (const password of weak) {
    const email = password.includes("@") ? password : `${crypto.randomUUID()}@test.local`;
    const fresh = createAccount({ db, input: { email, name: "Owner", password } });
    await expect(fresh).rejects.toMatchObject({ code: "invalid", field: "password" });
    const input = { current: PASSWORD, next: password };
    await expect(changePassword({ ctx: owner.ctx, input, sessionId })).rejects.toMatchObject({
      code: "invalid",
      field: "next",
    });
    const reset = resetPassword({ visit, input: { token, password } });
    await expect(reset).rejects.toMatchObject({ code: "invalid", field: "password" });
  }
  expect(await owner.stands(sessionId)).toBe(true);
  await resetPassword({ visit, input: { token, password: NEW_PASSWORD } });
  await owner.enter(NEW_PASSWORD);
});
