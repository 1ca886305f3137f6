import { QUOTA_WINDOWS, type QuotaName, byQuota } from "@/lib/quota-windows";
import type { Admission } from "./admission";
import type { KeyFacts, PlanLimits, Quotas } from "./facts";

/** One limit as clients see it after a request. */
export interface Limit {
  name: "second" | "minute" | QuotaName;
  limit: number;
  remaining: number;
  /** Seconds until the oldest counted request leaves; null for an all-time quota. */
  resetS: number | null;
}

const HOUR_S = 3_600;
const WINDOW_S: Record<Limit["name"], number | null> = {
  second: 1,
  minute: 60,
  ...byQuota((name) => {
    const { hours } = QUOTA_WINDOWS[name];
    return hours === null ? null : hours * HOUR_S;
  }),
};

const ceilS = (ms: number) => Math.max(1, Math.ceil(ms / 1000));

/** The limits that a counted request met; empty where it never came to counting. */
export function limitsOf(admission: Admission): Limit[] {
  const { key, plan, verdict } = admission;
  if (!key || !plan) return [];
  const taken = verdict.admitted ? 1 : 0;
  const limits: Limit[] = [];
  const { perSecond, perMinute } = key.plan;
  if (perSecond !== null) {
    const remaining = Math.max(0, perSecond - plan.second.used - taken);
    const resetS = ceilS(plan.second.resetMs);
    limits.push({ name: "second", limit: perSecond, remaining, resetS });
  }
  if (perMinute !== null) {
    const remaining = Math.max(0, perMinute - plan.minute.used - taken);
    const resetS = ceilS(plan.minute.resetMs);
    limits.push({ name: "minute", limit: perMinute, remaining, resetS });
  }
  for (const { name, limit, remaining, resetsAtMs } of admission.quotas) {
    const windowS = WINDOW_S[name];
    const isReached = !verdict.admitted && verdict.code === `quota_${name}`;
    // Reached though nothing counted says when it frees: the rest of it is leased out, and may be
    // back in a moment. It must not be later than Retry-After, which says a second then.
    const retryMs = isReached ? (verdict.retryAfterMs ?? 1_000) : null;
    const resetMs = retryMs ?? (resetsAtMs === null ? null : resetsAtMs - admission.atMs);
    limits.push({
      name,
      limit,
      remaining: isReached ? 0 : remaining,
      resetS: windowS === null ? null : resetMs === null ? windowS : ceilS(resetMs),
    });
  }
  return limits;
}

/** Kept with the plan and the quotas that it is made of, which many keys share. */
const policies = new WeakMap<PlanLimits, WeakMap<Quotas, string>>();

/** `RateLimit-Policy` of the IETF draft on RateLimit header fields: it depends on the key only. */
export function rateLimitPolicy(key: KeyFacts, limits: readonly Limit[]): string {
  let ofPlan = policies.get(key.plan);
  if (!ofPlan) policies.set(key.plan, (ofPlan = new WeakMap()));
  let policy = ofPlan.get(key.quotas);
  if (policy === undefined) {
    policy = limits
      .map(({ name, limit }) => {
        const windowS = WINDOW_S[name];
        return windowS === null ? `"${name}";q=${limit}` : `"${name}";q=${limit};w=${windowS}`;
      })
      .join(", ");
    ofPlan.set(key.quotas, policy);
  }
  return policy;
}

/** `RateLimit` of the same draft: what remains, and in how many seconds more comes. */
export function rateLimit(limits: readonly Limit[]): string {
  let text = "";
  for (const { name, remaining, resetS } of limits) {
    if (text !== "") text += ", ";
    text += `"${name}";r=${remaining}`;
    if (resetS !== null) text += `;t=${resetS}`;
  }
  return text;
}

/** As `JSON.stringify` of limits: names are ours, and all else is a whole number or null. */
export function limitsJson(limits: readonly Limit[]): string {
  let json = "";
  for (const { name, limit, remaining, resetS } of limits) {
    if (json !== "") json += ",";
    json += `{"name":"${name}","limit":${limit},"remaining":${remaining},"resetS":${resetS}}`;
  }
  return `[${json}]`;
}

/**
 * The counters at the moment of the decision, for the log: `{"second":[used,limit],…}`, and for what
 * was rejected, after how many milliseconds it may go better: `"retryMs":…`.
 */
export function checksOf(admission: Admission): string | null {
  const { key, plan, verdict } = admission;
  if (!key) return null;
  const retryMs = verdict.admitted ? null : verdict.retryAfterMs;
  const { perSecond, perMinute } = key.plan;
  let json = "";
  if (plan && perSecond !== null) json += `,"second":[${plan.second.used},${perSecond}]`;
  if (plan && perMinute !== null) json += `,"minute":[${plan.minute.used},${perMinute}]`;
  for (const { name, limit, remaining } of plan ? admission.quotas : []) {
    const isReached = !verdict.admitted && verdict.code === `quota_${name}`;
    const used = isReached
      ? limit
      : limit - remaining - (verdict.admitted && admission.leased ? 1 : 0);
    json += `,"${name}":[${used},${limit}]`;
  }
  if (retryMs !== null) json += `,"retryMs":${Math.ceil(retryMs)}`;
  return json === "" ? null : `{${json.slice(1)}}`;
}
