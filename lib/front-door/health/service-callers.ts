import { LRUCache } from "lru-cache";
import { blockUnit } from "@/lib/http/client-address";
import { ServiceToken } from "./service-token";

/** Wrong tokens that an address (IPv6: a /64) may send in a window before it is told to wait. */
const MAX_WRONG = 20;
const WINDOW_MS = 5 * 60_000;
/** Beyond, who has been quiet longest is forgotten. */
const MAX_ADDRESSES = 10_000;

/** Why somebody may not use the operator's endpoints. */
export interface ServiceRefusal {
  status: 401 | 404 | 429;
  /** For metrics. */
  outcome: "not_found" | "wrong_service_token";
  error: string;
  headers: Record<string, string>;
}

const OFF: ServiceRefusal = { status: 404, outcome: "not_found", error: "Not Found", headers: {} };
const WRONG: ServiceRefusal = {
  status: 401,
  outcome: "wrong_service_token",
  error: "Invalid service token",
  headers: { "WWW-Authenticate": "Bearer" },
};

/**
 * Lets callers with the operator's token in. Who sends wrong ones is throttled, by address; the right one
 * is taken from any address at any time, so that nobody who shares an address with the operator's services,
 * as all do behind a proxy, can lock these out. That is safe, because a throttle is not what keeps a token
 * of at least 32 characters from being guessed: it keeps the noise down, and shows who makes it.
 */
export class ServiceCallers {
  /** Wrong tokens that were sent. */
  failures = 0;
  private readonly token: ServiceToken;
  private readonly wrong = new LRUCache<string, { times: number; untilMs: number }>({
    max: MAX_ADDRESSES,
  });

  /** @param token undefined: the operator's endpoints are off */
  constructor(
    token: string | undefined,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.token = new ServiceToken(token);
  }

  /** Why a caller is not let in; null where it is. */
  refusal(authorization: string | undefined, ip: string | null): ServiceRefusal | null {
    if (!this.token.isSet) return OFF;
    if (this.token.matches(authorization)) return null;
    // Nothing was guessed.
    if (!authorization) return WRONG;
    this.failures++;
    const waitMs = this.countWrong(ip === null ? "unknown" : blockUnit(ip));
    if (waitMs === null) return WRONG;
    return {
      ...WRONG,
      status: 429,
      error: "Too many wrong service tokens",
      headers: { ...WRONG.headers, "Retry-After": String(Math.max(1, Math.ceil(waitMs / 1_000))) },
    };
  }

  /** @returns how long its sender is to wait, in milliseconds; null while there were not too many */
  private countWrong(unit: string): number | null {
    const nowMs = this.now();
    const before = this.wrong.get(unit);
    const entry =
      before && before.untilMs > nowMs ? before : { times: 0, untilMs: nowMs + WINDOW_MS };
    entry.times++;
    this.wrong.set(unit, entry);
    return entry.times > MAX_WRONG ? entry.untilMs - nowMs : null;
  }
}
