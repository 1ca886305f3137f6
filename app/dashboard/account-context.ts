import { cache } from "react";
import { requireAccount } from "@/lib/auth/session";
import type { AccountContext } from "@/lib/context";
import { settledDatabase } from "@/lib/runtime";

/**
 * Whose things a page shows; sends those who are not signed in to sign in. The same object
 * throughout a request, so that what is asked with it can be remembered for the request too.
 */
export const accountContext = cache(async (): Promise<AccountContext> => {
  const { user, account } = await requireAccount();
  const db = await settledDatabase();
  return { db, accountId: account.id, actor: { kind: "user", userId: user.id, ip: null } };
});
