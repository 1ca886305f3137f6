import { QUOTA_NAMES, type QuotaName } from "@/lib/quota-windows";
import type { KeyStatus } from "@/lib/format/key-search";
import { formatSpan } from "@/lib/format/time";

/** An expiry within this time is worth a warning; the same figure stands in db/queries/keys.ts. */
const SOON_MS = 14 * 24 * 60 * 60 * 1000;

/** How full the set quotas of a key are. */
interface QuotaFacts {
  quotas: Record<QuotaName, number | null>;
  used: Record<QuotaName, number>;
}

interface StatusFacts extends QuotaFacts {
  active: boolean;
  expiresAt: Date | null;
}

/** What answers a request with this key now, in the order of the checks: the first that fails. */
export function keyStatus(key: StatusFacts, nowMs: number): KeyStatus {
  if (!key.active) return "inactive";
  const expiresMs = key.expiresAt?.getTime() ?? Infinity;
  if (expiresMs <= nowMs) return "expired";
  if (reachedQuotas(key).length > 0) return "reached";
  return expiresMs <= nowMs + SOON_MS ? "expiring" : "active";
}

export function reachedQuotas({ quotas, used }: QuotaFacts): QuotaName[] {
  return QUOTA_NAMES.filter((name) => used[name] >= (quotas[name] ?? Infinity));
}

/** The quota with the largest share used, or null where none is set. */
export function tightestQuota({
  quotas,
  used,
}: QuotaFacts): { name: QuotaName; used: number; limit: number } | null {
  const set = QUOTA_NAMES.flatMap((name) => {
    const limit = quotas[name];
    return limit === null ? [] : [{ name, used: used[name], limit }];
  });
  return set.sort((a, b) => b.used / b.limit - a.used / a.limit)[0] ?? null;
}

/** A status in a word or three, with the tone that goes with it. */
export function statusWords(
  key: StatusFacts,
  nowMs: number,
): { tone: "ok" | "warn" | "bad" | "neutral"; words: string } {
  const status = keyStatus(key, nowMs);
  switch (status) {
    case "active":
      return { tone: "ok", words: "active" };
    case "expiring":
      return {
        tone: "warn",
        words: `expires in ${formatSpan((key.expiresAt?.getTime() ?? nowMs) - nowMs)}`,
      };
    case "reached":
      return { tone: "bad", words: `${reachedQuotas(key)[0] ?? ""} quota reached` };
    case "expired":
      return { tone: "bad", words: "expired" };
    case "inactive":
      return { tone: "neutral", words: "inactive" };
  }
}
