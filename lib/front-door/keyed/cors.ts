import type { IncomingHttpHeaders } from "node:http";
import { KEY_HEADERS } from "@/lib/gateway/caching";
import type { KeyedAnswers } from "@/lib/gateway/exchange";

const EXPOSED = "RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Latchkey-Error";
const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
/** Browsers ask again after so long; Chromium takes two hours at most. */
const MAX_AGE_S = 600;
const TOKENS = /^[\w!#$%&'*+.^`|~ ,-]*$/;

const NONE: readonly string[] = [];

/**
 * Which pages elsewhere may call keyed endpoints from a browser (Fetch standard, section 3.2). Credentials,
 * that is cookies, are never allowed: a key is sent by the page itself.
 */
export class Cors {
  private readonly allowsAll: boolean;
  private readonly allowed: ReadonlySet<string>;
  readonly answers: KeyedAnswers;

  /** @param origins as LATCHKEY_CORS_ORIGINS has them; none: browsers elsewhere may not call */
  constructor(origins: readonly string[]) {
    this.allowed = new Set(origins);
    this.allowsAll = this.allowed.has("*");
    const origin = this.isOn && !this.allowsAll ? ["Origin"] : [];
    this.answers = {
      hasCors: this.isOn,
      vary: [...KEY_HEADERS, ...origin],
      varyOfPublic: origin,
    };
  }

  /** Whether it is for us to say, and not for the upstream. */
  get isOn(): boolean {
    return this.allowed.size > 0;
  }

  private allows(origin: string | undefined): origin is string {
    return origin !== undefined && (this.allowsAll || this.allowed.has(origin));
  }

  /** The head of the answer to a preflight; null where it is none, or from an origin that may not call. */
  preflight(method: string | undefined, headers: IncomingHttpHeaders): readonly string[] | null {
    const asked = headers["access-control-request-method"];
    if (method !== "OPTIONS" || asked === undefined || !this.allows(headers.origin)) return null;
    const wanted = headers["access-control-request-headers"];
    const mayAsk =
      wanted !== undefined && TOKENS.test(wanted) ? wanted : "X-API-Key, Authorization";
    return [
      ...["Access-Control-Allow-Origin", this.allowsAll ? "*" : headers.origin],
      ...["Access-Control-Allow-Methods", METHODS],
      ...["Access-Control-Allow-Headers", mayAsk],
      ...["Access-Control-Max-Age", String(MAX_AGE_S)],
      ...["Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"],
    ];
  }

  /** What every answer to a keyed request carries besides: name, value, name, value… */
  answerHeaders(origin: string | undefined): readonly string[] {
    if (!this.isOn) return NONE;
    const varies = this.allowsAll ? NONE : ["Vary", "Origin"];
    if (!this.allows(origin)) return varies;
    return [
      ...["Access-Control-Allow-Origin", this.allowsAll ? "*" : origin],
      ...["Access-Control-Expose-Headers", EXPOSED],
      ...varies,
    ];
  }
}
