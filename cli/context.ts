import type { Database } from "@/db/client";
import { findAccountOfKey } from "@/db/queries/key-owner";
import { accountByEmail } from "@/lib/accounts/list";
import { Email } from "@/lib/accounts/schema";
import type { AccountContext } from "@/lib/context";
import { isUuid } from "@/lib/ids";
import { Refusal } from "@/lib/refusal";
import { parse } from "./parse";

/** On a pool, and in no transaction. */
type OperatorContext = AccountContext & { db: Database };

const asOperator = (db: Database, accountId: string): OperatorContext => ({
  db,
  accountId,
  actor: { kind: "cli", userId: null, ip: null },
});

/** Acts for the account of the user with this address. @throws {Refusal} when there is none */
export async function contextOfEmail(db: Database, email: string): Promise<OperatorContext> {
  const { id } = await accountByEmail(db, parse(Email, email, "--email"));
  return asOperator(db, id);
}

/** Acts for the account that owns a key. @throws {Refusal} when there is no such key */
export async function contextOfKey(db: Database, id: string): Promise<OperatorContext> {
  const accountId = isUuid(id) ? await findAccountOfKey(db, id) : null;
  if (!accountId) throw new Refusal("not_found", "No key with this id.");
  return asOperator(db, accountId);
}
