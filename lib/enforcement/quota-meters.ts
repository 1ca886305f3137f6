import { QUOTA_NAMES, type QuotaName } from "@/lib/quota-names";
import type { Quotas } from "./facts";
import type { KeyLease } from "./key-lease";

/** One set quota as a client may know it. */
export interface QuotaMeter {
  name: QuotaName;
  limit: number;
  remaining: number;
  resetsAtMs: number | null;
}

/**
 * The set quotas as of a lease's last grant and what was spent since.
 * @param lease undefined: nothing was ever granted
 */
export function metersOf(quotas: Quotas, lease: KeyLease | undefined): QuotaMeter[] {
  const meters: QuotaMeter[] = [];
  for (const name of QUOTA_NAMES) {
    const limit = quotas[name];
    if (limit === null) continue;
    const rest = lease?.rest[name];
    const remaining = rest === undefined ? limit : Math.max(0, rest + lease!.unspent);
    meters.push({ name, limit, remaining, resetsAtMs: lease?.resetsAtMs[name] ?? null });
  }
  return meters;
}
