import { expect, onTestFinished, test } from "vitest";
import { findAccountOfUser } from "@/db/queries/accounts";
import { createAccount } from "@/lib/accounts/create";
import { userOfProvider, type ProviderIdentity } from "@/lib/accounts/provider-sign-in";
import { removeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";

const db = testDatabase();
const visit = { db, ip: null, userAgent: null };

function someone(verifiedEmail: string | null): ProviderIdentity {
  return { provider: "github", providerAccountId: crypto.randomUUID(), name: "Ada", verifiedEmail };
}

const enter = (identity: ProviderIdentity, signedIn: { id: string; email: string } | null = null) =>
  userOfProvider({ visit, identity, signedIn });

async function removeUserLater(userId: string) {
  const account = await findAccountOfUser(db, userId);
  onTestFinished(() => removeAccount(db, account!.id));
}

test("a provider's first sign-in makes an account, the next ones find it", async () => {
  const identity = someone(`${crypto.randomUUID()}@test.local`);
  const userId = await enter(identity);
  await removeUserLater(userId);
  expect(await enter(identity)).toBe(userId);
  // The identity counts from then on, whatever becomes of the address.
  expect(await enter({ ...identity, verifiedEmail: null })).toBe(userId);
});

test("an address that the provider has not verified opens nothing", async () => {
  await expect(enter(someone(null))).rejects.toMatchObject({ reason: "EmailNotVerified" });
});

test("two providers that verified one address are one user", async () => {
  const email = `${crypto.randomUUID()}@test.local`;
  const userId = await enter(someone(email));
  await removeUserLater(userId);
  expect(await enter({ ...someone(email), provider: "google" })).toBe(userId);
});

test("a user with a password is not taken over through a provider, but may connect one", async () => {
  const email = `${crypto.randomUUID()}@test.local`;
  const input = { email, name: "Owner", password: "peculiar 7 ropes" };
  const { id, userId } = await createAccount({ db, input });
  onTestFinished(() => removeAccount(db, id));
  const identity = someone(email);
  const notLinked = { reason: "OAuthAccountNotLinked" };
  await expect(enter(identity)).rejects.toMatchObject(notLinked);
  await expect(enter(identity, { id: crypto.randomUUID(), email })).rejects.toMatchObject(
    notLinked,
  );
  await expect(enter(someone("other@test.local"), { id: userId, email })).rejects.toMatchObject({
    reason: "OtherEmail",
  });
  expect(await enter(identity, { id: userId, email })).toBe(userId);
  expect(await enter(identity)).toBe(userId);
});
