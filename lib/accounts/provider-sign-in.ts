import { findCredentials, findIdentity, insertIdentity } from "@/db/queries/users";
import { createAccount } from "@/lib/accounts/create";
import { Name } from "@/lib/accounts/schema";
import type { Visit } from "@/lib/accounts/visit";
import { Refusal } from "@/lib/refusal";

export interface ProviderIdentity {
  provider: string;
  providerAccountId: string;
  name: string | null;
  /** In lower case; null unless the provider says that this person can read mail sent there. */
  verifiedEmail: string | null;
}

interface ProviderSignInCall {
  visit: Visit;
  identity: ProviderIdentity;
  /** Who is signed in in the same browser, if anyone: they may connect a provider. */
  signedIn: { id: string; email: string } | null;
}

/**
 * Whose a sign-in with a provider is: the user whom the identity belongs to, else the one with
 * the address that the provider has verified, else a new one. A user with a password must sign
 * in with it first: we have not verified their address, so whoever set that password may not be
 * the one whom the provider vouches for. See docs/decisions/0003-sessions.md.
 *
 * @returns the user's id
 * @throws {Refusal} "forbidden" without a verified address, "conflict" for a user with a password
 */
export async function userOfProvider({
  visit: { db, ip },
  identity,
  signedIn,
}: ProviderSignInCall): Promise<string> {
  const { provider, providerAccountId, verifiedEmail } = identity;
  const known = await findIdentity(db, provider, providerAccountId);
  if (known) return known.userId;
  if (!verifiedEmail) {
    throw new Refusal("forbidden", "The provider has not verified an address of this account.");
  }
  const user = await findCredentials(db, { email: verifiedEmail });
  if (user?.passwordHash && signedIn?.id !== user.id) {
    throw new Refusal("conflict", "This address has a password here. Sign in with it first.");
  }
  const userId = user?.id ?? (await createFor(verifiedEmail));
  await insertIdentity(db, { provider, providerAccountId, userId });
  return userId;

  async function createFor(email: string): Promise<string> {
    const name = Name.safeParse(identity.name);
    const created = await createAccount({
      db,
      actor: { kind: "user", userId: null, ip },
      input: { email, name: name.success ? name.data : email.split("@")[0]!, password: null },
    });
    return created.userId;
  }
}
