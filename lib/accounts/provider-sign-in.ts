import {
  findCredentials,
  findIdentity,
  insertIdentity,
  setEmailVerified,
} from "@/db/queries/users";
import { createAccount } from "@/lib/accounts/create";
import { auditOfUser } from "@/lib/sessions/note-sign-in";
import { Name, TOO_MANY_SIGN_UPS } from "@/lib/accounts/schema";
import { countSignUpOfDay } from "@/lib/accounts/sign-up-limit";
import type { Visit } from "@/lib/sessions/visit";
import { Refusal } from "@/lib/refusal";

export interface ProviderIdentity {
  provider: string;
  providerAccountId: string;
  name: string | null;
  /** In lower case; null unless the provider says that this person can read mail sent there. */
  verifiedEmail: string | null;
}

const REASONS = {
  EmailNotVerified: "The provider has not verified an email of that account.",
  OAuthAccountNotLinked: "This email has a password here. Sign in with it first.",
  OtherEmail: "That account has another email than yours here.",
  TooManySignUps: TOO_MANY_SIGN_UPS,
};

/** Why a provider's word did not open an account; the reason is a code for a URL. */
export class ProviderRefusal extends Refusal {
  constructor(readonly reason: keyof typeof REASONS) {
    super("forbidden", REASONS[reason]);
  }
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
 * the one whom the provider vouches for. Who is signed in connects the provider to their own
 * user and to no other. See docs/decisions/0003-sessions.md.
 *
 * @returns the user's id
 * @throws {ProviderRefusal}
 */
export async function userOfProvider({
  visit,
  identity,
  signedIn,
}: ProviderSignInCall): Promise<string> {
  const { db, ip, requestId } = visit;
  const { provider, providerAccountId, verifiedEmail } = identity;
  const known = await findIdentity(db, provider, providerAccountId);
  if (known) return known.userId;
  if (!verifiedEmail) throw new ProviderRefusal("EmailNotVerified");
  if (signedIn && signedIn.email !== verifiedEmail) throw new ProviderRefusal("OtherEmail");
  const user = await findCredentials(db, { email: verifiedEmail });
  if (user?.passwordHash && signedIn?.id !== user.id) {
    throw new ProviderRefusal("OAuthAccountNotLinked");
  }
  const userId = user?.id ?? (await createFor(verifiedEmail));
  await db.transaction(async (tx) => {
    await insertIdentity(tx, { provider, providerAccountId, userId });
    await setEmailVerified(tx, userId);
    const event = { action: "user.provider_connected", targetId: userId, after: { provider } };
    await auditOfUser(tx, visit, { userId, by: userId, ...event });
  });
  return userId;

  async function createFor(email: string): Promise<string> {
    const name = Name.safeParse(identity.name);
    await countSignUpOfDay(db, ip).catch((error: unknown) => {
      throw error instanceof Refusal ? new ProviderRefusal("TooManySignUps") : error;
    });
    const created = await createAccount({
      db,
      actor: { kind: "user", userId: null, ip, requestId },
      input: { email, name: name.success ? name.data : email.split("@")[0]!, password: null },
    });
    return created.userId;
  }
}
