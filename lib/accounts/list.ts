import { PAGE_ROWS } from "@/db/held-rows";
import type { Queryable } from "@/db/queryable";
import { type AccountFilter, selectAccounts } from "@/db/queries/account-views";
import { findAccountByEmail, hasAccount } from "@/db/queries/accounts";
import { isUuid } from "@/lib/ids";
import { Refusal } from "@/lib/refusal";

/** What the operator sees of an account. */
export interface AccountView {
  id: string;
  /** Its owner's; null where nobody belongs to it. */
  email: string | null;
  name: string;
  plan: string;
  /** What the operator's own systems call it. */
  externalId: string | null;
  suspended: boolean;
  keys: number;
  createdAt: Date;
}

/** All accounts, oldest first; those that match, and a page of them, where that is asked. */
export function listAccounts({
  db,
  filter = {},
}: {
  db: Queryable;
  filter?: AccountFilter;
}): Promise<AccountView[]> {
  return selectAccounts(db, filter);
}

/** All accounts in pages, the oldest first. */
export async function* accountPages({ db }: { db: Queryable }): AsyncGenerator<AccountView[]> {
  let after: string | undefined;
  for (;;) {
    const page = await selectAccounts(db, { after, limit: PAGE_ROWS });
    if (page.length > 0) yield page;
    if (page.length < PAGE_ROWS) return;
    after = page.at(-1)!.id;
  }
}

export const noSuchAccount = () => new Refusal("not_found", "There is no such account.");

/** One account. @throws {Refusal} not_found, also for what is no id */
export async function getAccount(db: Queryable, id: string): Promise<AccountView> {
  const [account] = isUuid(id) ? await selectAccounts(db, { id }) : [];
  if (!account) throw noSuchAccount();
  return account;
}

/** The id itself, where there is such an account. @throws {Refusal} not_found, also for what is no id */
export async function requireAccount(db: Queryable, id: string): Promise<string> {
  if (!isUuid(id) || !(await hasAccount(db, id))) throw noSuchAccount();
  return id;
}

/** The account of a user's address. @throws {Refusal} when there is none */
export async function accountByEmail(db: Queryable, email: string) {
  const account = await findAccountByEmail(db, email);
  if (!account)
    throw new Refusal("not_found", `There is no account with the email ${email}.`, "email");
  return account;
}
