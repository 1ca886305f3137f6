import type { Queryable } from "@/db/queryable";
import { latestRequests } from "@/db/queries/key-activity";
import { getKey } from "@/lib/keys/list";
import type { FirstRequest, KeyRef } from "@/lib/keys/schema";

interface Call {
  ctx: { db: Queryable; accountId: string };
  input: KeyRef;
}

/**
 * The latest request of a key that has just been made, or null while none has come.
 * @throws {Refusal} not_found, also for another account's key
 */
export async function firstRequest({ ctx, input }: Call): Promise<FirstRequest | null> {
  const { id } = await getKey({ ctx, input });
  const [latest] = await latestRequests(ctx.db, ctx.accountId, id, 1);
  if (!latest) return null;
  const { at, method, path, status, code, ip } = latest;
  return { at: at.toISOString(), method, path, status, code, ip };
}
