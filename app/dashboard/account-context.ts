import { requireAccount } from "@/lib/auth/session";
import type { AccountContext } from "@/lib/context";
import { getRuntime } from "@/lib/runtime";

/** Whose things a page shows; sends those who are not signed in to sign in. */
export async function accountContext(): Promise<AccountContext> {
  const { user, account } = await requireAccount();
  const { db } = await getRuntime();
  return { db, accountId: account.id, actor: { kind: "user", userId: user.id, ip: null } };
}
