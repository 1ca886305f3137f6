import { findKeysByAlias } from "@/db/queries/find-keys";
import type { AccountContext } from "@/lib/context";
import type { FindKeys } from "@/lib/keys/schema";

const SHOWN = 8;

export interface FoundKey {
  id: string;
  alias: string;
  category: string;
}

/** The few keys that somebody who types this most likely means. */
export function findKeys({
  ctx,
  input,
}: {
  ctx: Pick<AccountContext, "db" | "accountId">;
  input: FindKeys;
}): Promise<FoundKey[]> {
  return findKeysByAlias(ctx.db, ctx.accountId, input.q, SHOWN);
}
