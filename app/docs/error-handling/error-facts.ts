import type { ErrorCode } from "@/lib/errors";
import { byQuotaCode, QUOTA_WINDOWS, type QuotaName } from "@/lib/quota-windows";

interface Facts {
  cause: string;
  retry: string;
}

/** What the one table of errors does not say: why each happens, in the order of the checks. */
export const CAUSES: Record<ErrorCode, Facts> = {
  ip_blocked: {
    cause:
      "Your address sent many unknown or malformed keys in a short time: by default 20 within 5 minutes block it for 15 minutes. An IPv6 address is blocked with its /64 network. While it lasts, good keys from there are rejected too. A missing, inactive or expired key never leads to a block.",
    retry: "After Retry-After. Correct the key first, or the block comes back.",
  },
  invalid_key: {
    cause:
      "No key was sent, it is malformed, it does not exist, or X-API-Key and Authorization hold two different ones. Look for quotes, spaces and line breaks around it, and for an environment variable that is empty.",
    retry: "No. The same key will fail again, and many failures block your address.",
  },
  account_suspended: {
    cause:
      "The operator of this API has suspended the account: all of its keys are refused, also on free endpoints. The keys, their quotas and their logs stay as they are.",
    retry: "After Retry-After, and seldom: it ends when the operator lifts it. Ask them why.",
  },
  inactive_key: {
    cause: "The key exists, and its owner has switched it off, or it was replaced by rotation.",
    retry: "No. Ask the key's owner for the new one.",
  },
  expired_key: {
    cause: "The moment that was set as the key's expiry has passed.",
    retry: "No. The owner creates a replacement, or moves the date.",
  },
  plan_second: {
    cause:
      "The account sent more requests within a second than its plan allows, over all keys together.",
    retry:
      "After Retry-After, with some random delay so that clients do not come back all at once.",
  },
  plan_minute: {
    cause:
      "The account sent more requests within a minute than its plan allows, over all keys together.",
    retry:
      "After Retry-After, with some random delay so that clients do not come back all at once.",
  },
  ...byQuotaCode(quotaReached),
  unavailable: {
    cause:
      "Something of ours does not answer: what judges the key, such as our database, or the endpoint itself, which may be starting again. It says nothing about your key.",
    retry: "After Retry-After, then with growing pauses.",
  },
  bad_request: {
    cause:
      "The request itself cannot be understood, for example because its path holds dot segments or broken escapes.",
    retry: "No. Correct the request.",
  },
  method_not_allowed: {
    cause: "The endpoint exists, and does not know the method.",
    retry: "No. Use a method that the Allow header names.",
  },
  request_timeout: {
    cause: "The line and headers of the request did not arrive within a minute.",
    retry: "Yes, over a connection that is fast enough.",
  },
  headers_too_large: {
    cause: "The line and headers of the request are longer than 16 kB together.",
    retry: "No. Send fewer headers, or shorter ones.",
  },
  upgrade_refused: {
    cause: "The request asks to become a WebSocket. Keys are checked for each request over HTTP.",
    retry: "No. Use plain requests, or server-sent events.",
  },
  not_found: {
    cause: "No endpoint has this path.",
    retry: "No. Correct the path; the API reference has them all.",
  },
  bad_gateway: {
    cause:
      "Your key was accepted, but the service behind this API could not be reached or broke off.",
    retry: "Soon, for requests that may safely be made twice.",
  },
  gateway_timeout: {
    cause: "Your key was accepted, but the service behind this API took too long to answer.",
    retry: "Soon, for requests that may safely be made twice.",
  },
};

function quotaReached(name: QuotaName): Facts {
  const { span } = QUOTA_WINDOWS[name];
  if (span === null) {
    return {
      cause: `The key has made as many requests as its ${name} quota allows, ever.`,
      retry: "No. Time does not help: the owner raises the quota, or you use another key.",
    };
  }
  return {
    cause: `The key has made as many requests in the last ${span} as its ${name} quota allows.`,
    retry: "After Retry-After: then the oldest of them has left the window.",
  };
}
