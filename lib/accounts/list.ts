import type { Queryable } from "@/db/queryable";
import { findAccountByEmail, listAccounts as selectAccounts } from "@/db/queries/accounts";
import { Refusal } from "@/lib/refusal";

/** What the operator sees of an account. */
export interface AccountView {
  id: string;
  email: string;
  name: string;
  plan: string;
  keys: number;
}

/** All accounts, oldest first. */
export function listAccounts({ db }: { db: Queryable }): Promise<AccountView[]> {
  return selectAccounts(db);
}

/** The account of a user's address. @throws {Refusal} when there is none */
export async function accountByEmail(db: Queryable, email: string) {
  const account = await findAccountByEmail(db, email);
  if (!account)
    throw new Refusal("not_found", `There is no account with the email ${email}.`, "email");
  return account;
}
