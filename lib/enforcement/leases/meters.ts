import { QUOTA_NAMES, type QuotaName } from "@/lib/quota-windows";
import type { Quotas } from "../decision/facts";
import type { Lease } from "./machine";
import { resetsAtMsAt, restAt } from "./told";

/** One set quota as a client may know it. */
export interface QuotaMeter {
  name: QuotaName;
  limit: number;
  remaining: number;
  /** When the oldest counted request leaves, Unix milliseconds; null: nobody knows, or never. */
  resetsAtMs: number | null;
}

/**
 * The set quotas as of a lease's last grant, and what was spent since.
 * @param lease of these quotas; undefined: nothing was ever granted
 */
export function metersOf(quotas: Quotas, lease: Lease | undefined): QuotaMeter[] {
  const told = lease?.told ?? null;
  const meters: QuotaMeter[] = [];
  for (const name of QUOTA_NAMES) {
    const limit = quotas[name];
    if (limit === null) continue;
    const place = meters.length;
    meters.push({
      name,
      limit,
      remaining: told === null ? limit : Math.max(0, restAt(told, place) + lease!.unspent),
      resetsAtMs: told === null ? null : resetsAtMsAt(told, place),
    });
  }
  return meters;
}
