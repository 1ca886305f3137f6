import { addSignUp } from "@/db/queries/sign-ups";
import type { Queryable } from "@/db/queryable";
import { TOO_MANY_SIGN_UPS } from "@/lib/accounts/schema";
import { blockUnit } from "@/lib/http/client-address";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/refusal";

/**
 * Counts an account that somebody makes for themselves: so many an address (IPv6: a /64) and day, over all
 * instances. What is refused for another reason counts too, as it asks whether an address has an account.
 *
 * @param most null for no limit
 * @throws {Refusal} when there were enough
 */
export async function countSignUpOfDay(
  db: Queryable,
  ip: string | null,
  most = env().LATCHKEY_SIGN_UPS_PER_DAY,
): Promise<void> {
  // Behind a proxy that nobody has configured no address is known: it would be everybody's.
  if (most === null || ip === null) return;
  const count = await addSignUp(db, blockUnit(ip));
  if (count > most) throw new Refusal("forbidden", TOO_MANY_SIGN_UPS);
}
