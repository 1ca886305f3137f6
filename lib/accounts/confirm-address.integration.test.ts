import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { findCredentials } from "@/db/queries/users";
import { addressTokens } from "@/db/schema/auth";
import { confirmAddress, mailAddressLink } from "@/lib/accounts/confirm-address";
import { createAccount } from "@/lib/accounts/create";
import { refuseNewKey } from "@/lib/keys/refuse-new-key";
import { removeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";

const db = testDatabase();
const ip = "192.0.2.24";

async function makeNewcomer() {
  const email = `${crypto.randomUUID()}@test.local`;
  const { id, userId } = await createAccount({
    db,
    input: { email, name: "Newcomer", password: "peculiar 7 ropes" },
    isEmailVerified: false,
  });
  onTestFinished(() => removeAccount(db, id));
  const ctx = { db, accountId: id, actor: { kind: "user" as const, userId, ip } };
  const mailed = async () => {
    let token = "";
    await mailAddressLink({
      db,
      user: { id: userId, email },
      send: async ({ to, text }) => {
        expect(to).toBe(email);
        token = /confirm-address\?token=([\w-]{43})/.exec(text)![1]!;
      },
    });
    return token;
  };
  const isVerified = async () =>
    (await findCredentials(db, { id: userId }))?.emailVerifiedAt instanceof Date;
  return { ctx, mailed, isVerified, userId };
}

test("the link confirms the address of who is signed in to it, and goes on saying so", async () => {
  const { ctx, mailed, isVerified } = await makeNewcomer();
  const [first, second] = [await mailed(), await mailed()];
  expect(await isVerified()).toBe(false);
  await confirmAddress({ ctx, input: { token: first } });
  expect(await isVerified()).toBe(true);
  // Opened again, or from the second mail: nothing to complain about.
  await confirmAddress({ ctx, input: { token: first } });
  await confirmAddress({ ctx, input: { token: second } });
});

test("nobody else's link confirms anything, nor does one that is too old", async () => {
  const { ctx, mailed, isVerified, userId } = await makeNewcomer();
  const other = await makeNewcomer();
  const token = await other.mailed();
  await expect(confirmAddress({ ctx, input: { token } })).rejects.toThrow("another account");
  const own = await mailed();
  const past = new Date(Date.now() - 1_000);
  await db.update(addressTokens).set({ expiresAt: past }).where(eq(addressTokens.userId, userId));
  await expect(confirmAddress({ ctx, input: { token: own } })).rejects.toThrow("three days");
  expect(await isVerified()).toBe(false);
});

test("where mail is set up, a key is made once the address is confirmed", async () => {
  const { ctx, mailed } = await makeNewcomer();
  await expect(refuseNewKey(db, ctx, true)).rejects.toThrow("Confirm your address");
  await refuseNewKey(db, ctx, false);
  const actor = { kind: "cli" as const, userId: null, ip: null };
  await refuseNewKey(db, { ...ctx, actor }, true);
  await confirmAddress({ ctx, input: { token: await mailed() } });
  await refuseNewKey(db, ctx, true);
});
