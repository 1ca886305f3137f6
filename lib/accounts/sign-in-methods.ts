import type { Queryable } from "@/db/queryable";
import { hasPassword, listIdentities } from "@/db/queries/users";

export interface SignInMethods {
  password: boolean;
  /** Ids of the providers that are connected. */
  providers: string[];
}

/** By what a user can sign in. */
export async function signInMethods(db: Queryable, userId: string): Promise<SignInMethods> {
  const [password, identities] = await Promise.all([
    hasPassword(db, userId),
    listIdentities(db, userId),
  ]);
  return { password, providers: identities.map(({ provider }) => provider) };
}
