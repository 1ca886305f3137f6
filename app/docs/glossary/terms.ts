import { formatList } from "@/lib/format/list";
import { QUOTA_NAMES, QUOTA_WINDOWS, ROLLING_NAMES } from "@/lib/quota-windows";

const SPANS = ROLLING_NAMES.map((name) => QUOTA_WINDOWS[name].span);

const term = (name: string, meaning: string) => ({
  id: name.toLowerCase().replaceAll(" ", "-"),
  term: name,
  meaning,
});

/** In alphabetical order. */
export const TERMS = [
  term("Account", "Owns keys, logs and a plan. People reach it by signing in."),
  term("Active", "A key that works. Switched off, it is inactive, and rejected at once."),
  term("Admitted", "A request that passed every check and went on to its endpoint."),
  term("Alias", "Your own name for a key, unique in your account."),
  term(
    "API key",
    "The secret that a program sends with each request to say for whom it calls: a prefix, 40 random characters and a checksum.",
  ),
  term(
    "Budget",
    "What rolling quotas are counted against. A key has one of its own, unless a rotation lets the old and the new key share one.",
  ),
  term(
    "Category",
    "A label on a key, such as production, to sort and filter by. It changes nothing else.",
  ),
  term(
    "Credit",
    "The unit in which requests are charged. An endpoint says how many it costs; only answers of 2xx are charged.",
  ),
  term("Deactivate", "Switch a key off. Its settings and history stay, and it can be reactivated."),
  term("Delete", "Remove a key for good. Possible only while it has never been used."),
  term("Duration", "From a request's arrival to the first byte of its answer, in milliseconds."),
  term("Endpoint", "A method and a path, such as GET /api/v1/echo, without the query string."),
  term("Error code", "The stable name of an error, in the header Latchkey-Error."),
  term("Expiry", "The moment after which a key stops working."),
  term("Free endpoint", "One that is logged, but neither charged nor counted towards quotas."),
  term(
    "IP block",
    "An address that sent too many unknown keys is rejected for a while, whatever key it sends.",
  ),
  term("Operator", "Who runs this installation, and sets its plans, upstream and retention."),
  term("Plan", "What an account may do at most per second and per minute, over all of its keys."),
  term("Plan limit", "One of a plan's two limits. Reached, it is answered with 429."),
  term(
    "Quota",
    `A cap on one key's requests: ${formatList(QUOTA_NAMES, "or")}. Reached, it is answered with 401.`,
  ),
  term(
    "Rejected",
    "A request that failed a check. It is logged, charged 0 credits, and not counted.",
  ),
  term("Request id", "The id of one request, in the header X-Request-Id and in the log."),
  term("Request log", "A row for each request made with a key of the account."),
  term(
    "Retention",
    "How long rows of the log are kept, 90 days unless the operator says otherwise. Totals stay right afterwards.",
  ),
  term(
    "Rolling window",
    `The last ${formatList(SPANS, "or")}, up to this moment; no calendar day, week or month.`,
  ),
  term("Rotation", "Replacing a key by a new one while both work, so that nothing goes down."),
  term("Secret", "The whole key as text. Shown once, when the key is made."),
  term("Service token", "The operator's token for verification and metrics. Not an API key."),
  term("Succeeded", "A request that was admitted, and answered with 2xx or 3xx."),
  term("Upstream", "The HTTP service to which admitted requests are forwarded."),
  term(
    "Used",
    "A key for which the log has a row, admitted or rejected. A used key cannot be deleted.",
  ),
];
