import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { sessions } from "@/db/schema/auth";
import { auditEvents } from "@/db/schema/operations";
import { changePassword } from "@/lib/accounts/change-password";
import { createAccount } from "@/lib/accounts/create";
import { prove, setAsksForProof } from "./proof";
import { signIn } from "@/lib/accounts/sign-in";
import { createKey } from "@/lib/keys/create";
import { rotateKey } from "@/lib/keys/rotate";
import { CreateKey } from "@/lib/keys/schema";
import { updateKey } from "@/lib/keys/update";
import { Prove } from "@/lib/two-factor/schema";
import { beginSetUp, switchOff } from "@/lib/accounts/set-up-two-factor";
import { removeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";

const db = testDatabase();
const visit = { db, ip: "192.0.2.22", userAgent: "test" };
const authSecret = "s".repeat(32);
const password = "peculiar 7 ropes";

/** Somebody whose last proof is eleven minutes old. */
async function makeOwner({ asks }: { asks: boolean }) {
  const email = `${crypto.randomUUID()}@test.local`;
  const { id, userId } = await createAccount({ db, input: { email, name: "Owner", password } });
  onTestFinished(() => removeAccount(db, id));
  const { sessionId } = await signIn({ visit, input: { email, password } });
  const actor = { kind: "user" as const, userId, ip: visit.ip, sessionId };
  const ctx = { db, accountId: id, actor };
  if (asks) await setAsksForProof({ ctx, input: { on: true } });
  const grow = () =>
    db
      .update(sessions)
      .set({ provenAt: new Date(Date.now() - 11 * 60_000) })
      .where(eq(sessions.id, sessionId));
  const input = (alias: string) =>
    CreateKey.parse({ alias, category: "development", quotaDaily: 10 });
  const { key } = await createKey({ ctx, input: input("first") });
  await grow();
  return { ctx, key, input, email };
}

const unproven = { code: "unproven" };

test("where the account asks, making, rotating and raising wait for a proof; the rest does not", async () => {
  const { ctx, key, input } = await makeOwner({ asks: true });
  const { id } = key;
  const making = () => createKey({ ctx, input: input("second") });
  const rotating = () =>
    rotateKey({ ctx, input: { id, alias: "third", budget: "fresh", expiresAt: null } });
  const raising = () => updateKey({ ctx, input: { id, quotaDaily: 11 } });
  const uncapping = () => updateKey({ ctx, input: { id, quotaDaily: null } });
  for (const act of [making, rotating, raising, uncapping]) {
    await expect(act()).rejects.toMatchObject(unproven);
  }
  await updateKey({ ctx, input: { id, quotaDaily: 9, quotaWeekly: 50, active: false } });

  await expect(prove({ ctx, authSecret, input: { password: "wrong", code: "" } })).rejects.toThrow(
    "not your password",
  );
  await expect(making()).rejects.toMatchObject(unproven);
  await prove({ ctx, authSecret, input: { password, code: "" } });
  for (const act of [making, rotating, raising, uncapping]) await act();
});

test("a proof that fails is in the account's trail, and the right password beside an empty code is one", async () => {
  const { ctx } = await makeOwner({ asks: true });
  const trail = async () => {
    const events = await db
      .select({ action: auditEvents.action, actorId: auditEvents.actorId })
      .from(auditEvents)
      .where(eq(auditEvents.accountId, ctx.accountId));
    return events.filter(({ action }) => action === "user.proof_failed");
  };
  const wrong = { current: "wrong", next: "another 9 ropes" };
  for (const fail of [
    () => prove({ ctx, authSecret, input: Prove.parse({ password: "wrong" }) }),
    () => changePassword({ ctx, input: wrong, sessionId: ctx.actor.sessionId }),
    () => switchOff({ ctx, authSecret, input: { code: "000000" } }),
  ]) {
    await expect(fail()).rejects.toMatchObject({ code: "invalid" });
  }
  // Nobody knows who it was.
  expect(await trail()).toEqual(Array(3).fill({ action: "user.proof_failed", actorId: null }));
  await prove({ ctx, authSecret, input: Prove.parse({ password, code: "   " }) });
});

test("where it does not ask, nothing waits", async () => {
  const { ctx, key, input } = await makeOwner({ asks: false });
  await createKey({ ctx, input: input("second") });
  await updateKey({ ctx, input: { id: key.id, quotaDaily: 11 } });
});

test("the operator's command line is not asked", async () => {
  const { ctx, input } = await makeOwner({ asks: true });
  const actor = { kind: "cli" as const, userId: null, ip: null };
  await createKey({ ctx: { ...ctx, actor }, input: input("second") });
});

test("whether it asks, and a second factor, are changed with a proof alone", async () => {
  const { ctx } = await makeOwner({ asks: true });
  await expect(setAsksForProof({ ctx, input: { on: false } })).rejects.toMatchObject(unproven);
  await expect(beginSetUp({ ctx, authSecret })).rejects.toMatchObject(unproven);
});

test("a proof is its session's own", async () => {
  const { ctx, input, email } = await makeOwner({ asks: true });
  const { sessionId } = await signIn({ visit, input: { email, password } });
  const past = new Date(Date.now() - 11 * 60_000);
  await db.update(sessions).set({ provenAt: past }).where(eq(sessions.id, sessionId));
  const elsewhere = { ...ctx, actor: { ...ctx.actor, sessionId } };
  await prove({ ctx, authSecret, input: { password, code: "" } });
  await expect(createKey({ ctx: elsewhere, input: input("second") })).rejects.toMatchObject(
    unproven,
  );
});
