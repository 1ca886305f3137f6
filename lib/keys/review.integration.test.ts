import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { hasTotp } from "@/db/queries/two-factor";
import { setEmailVerified } from "@/db/queries/users";
import { users } from "@/db/schema/accounts";
import { auditEvents } from "@/db/schema/operations";
import { createAccount } from "@/lib/accounts/create";
import { requestReset } from "@/lib/accounts/request-reset";
import { resetPassword } from "@/lib/accounts/reset-password";
import { signIn as signInWith } from "@/lib/accounts/sign-in";
import { createKey } from "@/lib/keys/create";
import { listKeys } from "@/lib/keys/list";
import { answerReview, keysToReview } from "@/lib/keys/review";
import { CreateKey } from "@/lib/keys/schema";
import { updateKey } from "@/lib/keys/update";
import { collect } from "@/test/collect";
import { makeAccount, removeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";

const db = testDatabase();
const visit = { db, ip: "192.0.2.23", userAgent: "test" };

async function makeOwner({ isVerified }: { isVerified: boolean }) {
  const email = `${crypto.randomUUID()}@test.local`;
  const { id, userId } = await createAccount({
    db,
    input: { email, name: "Owner", password: "peculiar 7 ropes" },
    isEmailVerified: isVerified,
  });
  onTestFinished(() => removeAccount(db, id));
  const ctx = { db, accountId: id, actor: { kind: "user" as const, userId, ip: visit.ip } };
  const enter = { visit, input: { email, password: "peculiar 7 ropes" } };
  const signIn = async () => (await signInWith(enter)).sessionId;
  const make = async (alias: string) =>
    (await createKey({ ctx, input: CreateKey.parse({ alias, category: "production" }) })).key.id;
  const reset = async () => {
    let token = "";
    await requestReset({
      visit,
      input: { email },
      send: async ({ text }) => {
        token = /token=([\w-]{43})/.exec(text)![1]!;
      },
    });
    await resetPassword({ visit, input: { token, password: "another 8 ropes" } });
  };
  const active = async () =>
    Object.fromEntries(
      (await collect(listKeys({ ctx }))).map(({ alias, active }) => [alias, active]),
    );
  const asked = async () => (await keysToReview({ ctx })).map(({ alias }) => alias);
  return { ctx, make, reset, active, asked, userId, signIn };
}

test("keys of an address that nobody had confirmed are off after a reset, until their owner has answered", async () => {
  const { ctx, make, reset, active, asked, userId } = await makeOwner({ isVerified: false });
  const [mine, theirs, old] = [await make("mine"), await make("theirs"), await make("old")];
  await updateKey({ ctx, input: { id: old, active: false } });
  await reset();
  expect(await active()).toEqual({ mine: false, theirs: false, old: false });
  expect(await asked()).toEqual(["theirs", "mine"]);
  const deactivations = await db.select().from(auditEvents).where(eq(auditEvents.targetId, theirs));
  expect(deactivations).toContainEqual(
    expect.objectContaining({ action: "key.deactivate", actor: "system" }),
  );
  // The mail of the reset has shown it.
  expect(await setEmailVerified(db, userId)).toBe(false);

  await answerReview({ ctx, input: { ids: [mine], keep: true } });
  await answerReview({ ctx, input: { ids: [theirs, old], keep: false } });
  expect(await active()).toEqual({ mine: true, theirs: false, old: false });
  expect(await asked()).toEqual([]);
});

test("no key slips past a reset, however many are made at that moment", async () => {
  const { ctx, reset, active, userId, signIn } = await makeOwner({ isVerified: false });
  const sessionId = await signIn();
  const stranger = { ...ctx, actor: { ...ctx.actor, userId, sessionId } };
  let isOver = false;
  let made = 0;
  const makes = Array.from({ length: 6 }, async (_, i) => {
    for (let n = 0; !isOver; n++) {
      const input = CreateKey.parse({ alias: `k-${i}-${n}`, category: "production" });
      await createKey({ ctx: stranger, input }).then(
        () => made++,
        (error: Error) => expect(error.message).toMatch(/signed out/),
      );
    }
  });
  await expect.poll(() => made).toBeGreaterThan(10);
  await reset();
  isOver = true;
  await Promise.all(makes);
  expect(Object.values(await active()).filter(Boolean)).toEqual([]);
});

test("keys of a confirmed address go on working, and are asked about all the same", async () => {
  const { ctx, make, reset, active, asked } = await makeOwner({ isVerified: true });
  const [, theirs] = [await make("mine"), await make("theirs")];
  await reset();
  expect(await active()).toEqual({ mine: true, theirs: true });
  expect(await asked()).toEqual(["theirs", "mine"]);
  await answerReview({ ctx, input: { ids: [theirs], keep: false } });
  expect(await active()).toEqual({ mine: true, theirs: false });
  // Made since: nobody asks about it.
  await make("new");
  expect(await asked()).toEqual(["mine"]);
});

test("a second factor outlives the reset of a confirmed address, and goes with that of another", async () => {
  for (const isVerified of [true, false]) {
    const { reset, userId } = await makeOwner({ isVerified });
    await db.update(users).set({ totpSince: new Date() }).where(eq(users.id, userId));
    await reset();
    expect(await hasTotp(db, userId)).toBe(isVerified);
  }
});

test("a key that was switched off since stays off when it is kept", async () => {
  const { ctx, make, reset, active } = await makeOwner({ isVerified: true });
  const id = await make("mine");
  await reset();
  await updateKey({ ctx, input: { id, active: false } });
  await answerReview({ ctx, input: { ids: [id], keep: true } });
  expect(await active()).toEqual({ mine: false });
});

test("nobody answers for another account's keys", async () => {
  const { make, reset, active, asked } = await makeOwner({ isVerified: false });
  const id = await make("mine");
  await reset();
  const { ctx: other } = await makeAccount(db);
  expect(await answerReview({ ctx: other, input: { ids: [id], keep: true } })).toEqual({
    answered: 0,
  });
  expect(await active()).toEqual({ mine: false });
  expect(await asked()).toEqual(["mine"]);
});
