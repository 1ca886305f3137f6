import { findAccountOfKey } from "@/db/queries/key-owner";
import type { AccountContext } from "@/lib/context";
import { isUuid } from "@/lib/ids";
import { noSuchKey } from "@/lib/keys/list";
import { type Call, inAccount } from "./endpoint";

/** To act for the account that owns the key of the path. @throws {Refusal} not_found */
export async function inAccountOfKey(call: Call): Promise<{ ctx: AccountContext; id: string }> {
  const id = call.params.id!;
  const accountId = isUuid(id) ? await findAccountOfKey(call.db, id) : null;
  if (accountId === null) throw noSuchKey();
  return { ctx: inAccount(call, accountId), id };
}
