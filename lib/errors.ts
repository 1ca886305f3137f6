import { byQuotaCode, QUOTA_WINDOWS, type QuotaName } from "./quota-windows";

/**
 * The closed list of answers that Latchkey gives by itself on the keyed API, and what each is
 * over HTTP. Front door, route handlers, /api/verify, docs and OpenAPI all read this table.
 */

interface Answer {
  status: number;
  /** The body's `error`, to the letter. */
  error: string;
  /** Whether a `Retry-After` says when it may go better. */
  retry: boolean;
  /** What the client's developer should do, for problem details and the docs. */
  detail: string;
}

const quotaReached = (name: QuotaName): Answer => ({
  status: 401,
  error: `Rate limit exceeded: quota ${name}`,
  retry: name !== "total",
  detail:
    name === "total"
      ? "The key's all-time quota is used up. Raise it in the dashboard, or use another key."
      : `The key's ${name} quota over the last ${QUOTA_WINDOWS[name].span} is used up. Wait until capacity returns, or raise it in the dashboard.`,
});

/** Why a request is not admitted: it reaches no handler and no service, and usage has a counter for each of them. */
const REJECTIONS = {
  invalid_key: {
    status: 401,
    error: "Invalid API Key",
    retry: false,
    detail: "Send a key that exists, whole, in the X-API-Key header.",
  },
  inactive_key: {
    status: 401,
    error: "Inactive API Key",
    retry: false,
    detail: "The key is switched off. Reactivate it in the dashboard, or use another key.",
  },
  expired_key: {
    status: 401,
    error: "Expired API Key",
    retry: false,
    detail: "The key's expiry date has passed. Create a new key, or move the date.",
  },
  ...byQuotaCode(quotaReached),
  plan_second: {
    status: 429,
    error: "You have exceeded the per-second rate limit on your subscription",
    retry: true,
    detail: "All keys of the account share this limit. Slow down, or move to a larger plan.",
  },
  plan_minute: {
    status: 429,
    error: "You have exceeded the per-minute rate limit on your subscription",
    retry: true,
    detail: "All keys of the account share this limit. Slow down, or move to a larger plan.",
  },
  ip_blocked: {
    status: 403,
    error: "IP temporarily blocked",
    retry: true,
    detail: "Too many requests with unknown keys came from this address. Check the key, then wait.",
  },
  account_suspended: {
    status: 403,
    error: "Account suspended",
    retry: true,
    detail: "The operator has suspended the account, and with it all of its keys. Ask them why.",
  },
  unavailable: {
    status: 503,
    error: "Service temporarily unavailable",
    retry: true,
    detail: "The failure is ours and says nothing of the key. Try again shortly.",
  },
} as const satisfies Record<string, Answer>;

/** What goes wrong with a request that was admitted, or with one of which nothing could be decided. */
const FAILURES = {
  bad_gateway: {
    status: 502,
    error: "Bad Gateway",
    retry: false,
    detail: "The service behind this API did not answer properly.",
  },
  gateway_timeout: {
    status: 504,
    error: "Gateway Timeout",
    retry: false,
    detail: "The service behind this API did not answer in time.",
  },
  not_found: {
    status: 404,
    error: "Not Found",
    retry: false,
    detail: "There is no such endpoint.",
  },
  bad_request: {
    status: 400,
    error: "Bad Request",
    retry: false,
    detail: "The request cannot be understood: check its path and headers.",
  },
  method_not_allowed: {
    status: 405,
    error: "Method Not Allowed",
    retry: false,
    detail: "The endpoint does not know this method: the Allow header has those that it knows.",
  },
  request_timeout: {
    status: 408,
    error: "Request Timeout",
    retry: false,
    detail: "The request's head did not arrive in time. Send it again, whole.",
  },
  headers_too_large: {
    status: 431,
    error: "Request Header Fields Too Large",
    retry: false,
    detail: "The request's line and headers are too long. Send fewer, or shorter ones.",
  },
  upgrade_refused: {
    status: 400,
    error: "WebSocket Not Supported",
    retry: false,
    detail: "The API speaks plain HTTP. To follow a stream of events, use server-sent events.",
  },
} as const satisfies Record<string, Answer>;

export const ERRORS = { ...REJECTIONS, ...FAILURES };

export type RejectionCode = keyof typeof REJECTIONS;
export type ErrorCode = keyof typeof ERRORS;

/** Whether an answer of ours with this code was a rejection. */
export const isRejection = (code: string | null): code is RejectionCode =>
  code !== null && Object.hasOwn(REJECTIONS, code);

/** What an RFC 9457 problem's `type` points to: the docs section of the code. */
export const problemType = (code: ErrorCode) => `/docs/error-handling#${code}`;
