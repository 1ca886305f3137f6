import type { Charge } from "@/lib/endpoints";
import type { PlanCounts } from "../plan-limits/store";
import type { Verdict } from "./decide";
import type { KeyFacts, Presented } from "./facts";
import type { QuotaMeter } from "../leases/meters";

/** A request that asks to be let in. */
export interface AdmitRequest {
  presented: Presented;
  /** The client's address in canonical spelling; null where there is none to judge. */
  ip: string | null;
  /** It is a proxy's that is not configured: everybody comes from there. */
  isAddressShared?: boolean;
  /** There is no room to serve it: it is refused, and looked at only for its key's log. */
  isShed?: boolean;
  method: string;
  /** Without the query. */
  path: string;
  userAgent: string | null;
  endpoint: Charge;
  /** performance.now() at the request's arrival. */
  startedAt: number;
}

/** A failure of ours: the request was not judged. */
export interface Unavailable {
  admitted: false;
  code: "unavailable";
  retryAfterMs: number;
}

export const UNAVAILABLE: Unavailable = Object.freeze({
  admitted: false,
  code: "unavailable",
  retryAfterMs: 1_000,
});

/** The answer to an AdmitRequest, and what must be known to record it later. */
export interface Admission {
  request: AdmitRequest;
  requestId: string;
  /** Arrival, or where a lease was spent, that moment; Unix milliseconds by the database's clock. */
  atMs: number;
  verdict: Verdict | Unavailable;
  /** Null when no key is known: such requests belong to no account and are not logged. */
  key: KeyFacts | null;
  /** Whether it spent a leased admission. */
  leased: boolean;
  /** The generation of leases that it spent from: see LeaseKeeper. */
  generation: number;
  /** The plan's limits before this request, where it came to counting. */
  plan: PlanCounts | null;
  /** The set quotas after this request, where it came to counting. */
  quotas: readonly QuotaMeter[];
}
