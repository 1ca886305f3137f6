import { readKeyUsage } from "@/db/queries/key-usage";
import { withDeadline } from "@/lib/time/deadline";
import { byQuota, type QuotaName } from "@/lib/quota-windows";
import { getRuntime, rowsWritten } from "@/lib/runtime";
import { StorageError } from "@/lib/storage/error";

/** A little longer than the front door takes; past it the numbers may miss a moment, which beats no answer. */
const SETTLE_MS = 3_500;
const READ_DEADLINE_MS = 3_000;

interface QuotaUsage {
  limit: number;
  used: number;
  remaining: number;
  /** When the oldest counted request leaves the window; null for an all-time quota. */
  resetsAt: string | null;
}

/**
 * What GET /api/v1/usage tells a key about itself.
 * @throws {StorageError} when the database does not say
 */
export async function keyUsage(caller: {
  account: { id: string; name: string };
  plan: { name: string; perSecond: number | null; perMinute: number | null };
  key: { id: string; alias: string; category: string };
}) {
  const { db } = await getRuntime();
  // What was answered a moment ago may still be on its way into the database.
  await rowsWritten({ keyId: caller.key.id }, SETTLE_MS);
  const reading = readKeyUsage(db, caller.account.id, caller.key.id);
  const row = await withDeadline(reading, READ_DEADLINE_MS, "the query").catch((cause: unknown) => {
    throw new StorageError("reading a key's usage", cause);
  });
  if (!row) throw new Error("the key went away while it asked about itself");

  const quota = (name: QuotaName): QuotaUsage | null => {
    const limit = row[`quota_${name}`];
    if (limit === null) return null;
    const used = Number(row[name]);
    const resetsAt = name === "total" ? null : row[`${name}_resets`];
    return {
      limit: Number(limit),
      used,
      remaining: Math.max(0, Number(limit) - used),
      resetsAt: resetsAt === null ? null : new Date(resetsAt).toISOString(),
    };
  };
  const expiresAt = row.expires_at === null ? null : new Date(row.expires_at).toISOString();
  return {
    account: { name: caller.account.name },
    plan: caller.plan,
    key: { ...caller.key, active: row.active, expiresAt },
    quotas: byQuota(quota),
    credits: { total: Number(row.credits_total), last30Days: Number(row.credits_month) },
  };
}
