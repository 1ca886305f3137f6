import { cache } from "react";
import { actorOf, requireAccount } from "@/lib/auth/session";
import type { AccountContext } from "@/lib/context";
import { withQueryDeadline } from "@/lib/storage/query-deadline";
import { settledDatabase } from "@/lib/runtime";

/**
 * A database that has gone without a word must give an error page, not a skeleton for ever. Longer
 * than the slowest search takes, which the server ends after six seconds.
 */
const QUERY_MS = 8_000;

/**
 * Whose things a page shows; sends those who are not signed in to sign in. The same object
 * throughout a request, so that what is asked with it can be remembered for the request too.
 */
export const accountContext = cache(async (): Promise<AccountContext> => {
  const current = await requireAccount();
  const { account } = current;
  const db = withQueryDeadline(await settledDatabase(account.id), QUERY_MS);
  return { db, accountId: account.id, actor: { ...actorOf(current), ip: null } };
});
