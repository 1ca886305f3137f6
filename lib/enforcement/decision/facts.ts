import { QUOTA_NAMES, type QuotaName } from "@/lib/quota-windows";

export type Quotas = Readonly<Record<QuotaName, number | null>>;

/** Whether any is set. */
export const isCapped = (quotas: Quotas) => QUOTA_NAMES.some((name) => quotas[name] !== null);

export interface PlanLimits {
  name: string;
  /** Requests of the whole account in any one second; null for no limit. */
  perSecond: number | null;
  /** Requests of the whole account in any one minute; null for no limit. */
  perMinute: number | null;
}

/** What is known of a key when it is decided about. Instants are Unix milliseconds. */
export interface KeyFacts {
  id: string;
  alias: string;
  category: string;
  /** Whether the account of the key is suspended. */
  suspended: boolean;
  active: boolean;
  deactivateAtMs: number | null;
  expiresAtMs: number | null;
  quotas: Quotas;
  /** Whether any quota is set: a key without one needs no lease. */
  capped: boolean;
  account: { id: string; name: string };
  plan: PlanLimits;
}

/** How a request presented its key. */
export type Presented =
  | { form: "missing" }
  | { form: "malformed" }
  /** Well-formed; `hash` is the SHA-256 of the key, in hex. */
  | { form: "hash"; hash: string };
