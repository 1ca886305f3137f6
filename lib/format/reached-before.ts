import { QUOTA_NAMES, QUOTA_WINDOWS, type QuotaName } from "@/lib/quota-windows";

const hoursOf = (name: QuotaName) => QUOTA_WINDOWS[name].hours ?? Infinity;

/** From the shortest window to the one without an end. */
const BY_WINDOW = [...QUOTA_NAMES].sort((a, b) => (hoursOf(a) < hoursOf(b) ? -1 : 1));

/**
 * The quota that makes another one idle: a smaller one over a longer window, which counts all that
 * the shorter one counts and more. The smallest of them, or null where there is none.
 */
export function reachedBefore(
  quota: QuotaName,
  limits: Record<QuotaName, number | null>,
): QuotaName | null {
  const own = limits[quota];
  if (own === null) return null;
  let first: QuotaName | null = null;
  for (const longer of BY_WINDOW.slice(BY_WINDOW.indexOf(quota) + 1)) {
    const limit = limits[longer];
    if (limit !== null && limit < (first ? limits[first]! : own)) first = longer;
  }
  return first;
}
