import { formatCount, formatPercent } from "@/lib/format/number";
import { formatClock, formatRelative, formatSpan } from "@/lib/format/time";
import { quotaCode, quotaLabel, type QuotaName } from "@/lib/quota-windows";
import { type Fact, type Rank, RANKS, rankOf } from "./matter";

/** Whose clock and rights a page is for. */
export interface Reading {
  nowMs: number;
  /** IANA. */
  timeZone: string;
  /** Whether the reader is a person with a sign-in, who may lift blocks. */
  mayUnblock: boolean;
}

/** A matter in a line: what it is about, a sentence with one figure in it that leads to its log rows, and what to do. */
export interface Line {
  name: string;
  /** An address or endpoint, not a name that somebody chose. */
  isCode: boolean;
  /** The key's page, or null. */
  nameHref: string | null;
  before: string;
  figure: { text: string; href: string };
  after: string;
  action:
    | { kind: "link"; label: string; href: string }
    | { kind: "unblock"; label: string; address: string };
}

const logOf = (filter: Record<string, string>) =>
  `/dashboard/keys/logs?${new URLSearchParams(filter)}`;
const keyHref = (id: string) => `/dashboard/keys/${id}`;
const quotasOf = (id: string) => `${keyHref(id)}#quota-fields`;
const rotationOf = (id: string) => `${keyHref(id)}/rotate`;

const counted = (n: number, one: string, many: string) =>
  `${formatCount(n)} ${n === 1 ? one : many}`;
const refusedWords = (n: number) =>
  n === 0 ? "No request refused" : `${counted(n, "request", "requests")} refused`;

/** How far back the log is asked for what a quota's window holds. */
const LAST_OF: Record<QuotaName, string | null> = {
  total: null,
  daily: "24h",
  weekly: "7d",
  monthly: "30d",
};

type LineOf<Kind extends Fact["kind"]> = (
  fact: Extract<Fact, { kind: Kind }>,
  reading: Reading,
) => Line;

const link = (label: string, href: string): Line["action"] => ({ kind: "link", label, href });

const blocked: LineOf<"blocked"> = (fact, { nowMs, timeZone, mayUnblock }) => {
  const { address, until, refused, keys, mayLift } = fact;
  const blockedUntil = `Address blocked until ${formatClock(until, nowMs, timeZone)}`;
  const yours = `${formatCount(keys)} of your keys`;
  const href = logOf(
    refused > 0 ? { ip: address, code: "ip_blocked", last: "1h" } : { ip: address, last: "7d" },
  );
  const sentence =
    refused > 0
      ? {
          before: `${blockedUntil}. `,
          figure: { text: refusedWords(refused), href },
          after: ` in the last hour, from ${yours}.`,
        }
      : {
          before: `${blockedUntil}, `,
          figure: { text: `used by ${yours}`, href },
          after: "; nothing refused in the last hour.",
        };
  return {
    name: address,
    isCode: true,
    nameHref: null,
    ...sentence,
    action:
      mayLift && mayUnblock
        ? { kind: "unblock", label: "Unblock", address }
        : link("See them", href),
  };
};

/** What the lines of refused keys have in common. */
function refusedKey(
  { keyId, alias, refused, since }: { keyId: string; alias: string; refused: number; since: Date },
  { nowMs, timeZone }: Reading,
  code: string,
) {
  const href = logOf({ key: keyId, code, from: since.toISOString() });
  return {
    name: alias,
    isCode: false,
    nameHref: keyHref(keyId),
    figure: { text: refusedWords(refused), href },
    after: ` since ${formatClock(since, nowMs, timeZone)}.`,
  };
}

const reached: LineOf<"reached"> = (fact, reading) => {
  const { quota, freesAt, keyId } = fact;
  const room = freesAt
    ? `, room again at ${formatClock(freesAt, reading.nowMs, reading.timeZone)}`
    : "";
  return {
    ...refusedKey(fact, reading, quotaCode(quota)),
    before: `${quotaLabel(quota)} reached${room}. `,
    action: link("Raise quota", quotasOf(keyId)),
  };
};

const expired: LineOf<"expired"> = (fact, reading) => {
  const line = refusedKey(fact, reading, "expired_key");
  return {
    ...line,
    before: `Expired ${formatRelative(fact.at, reading.nowMs)}, and still called. `,
    action: link("See them", line.figure.href),
  };
};

const off: LineOf<"off"> = (fact, reading) => {
  const line = refusedKey(fact, reading, "inactive_key");
  return {
    ...line,
    before: "Switched off, and still called. ",
    action: link("See them", line.figure.href),
  };
};

const failing: LineOf<"failing"> = ({ method, path, answers, failed }) => {
  const href = logOf({ status: "5xx", method, path, last: "1h" });
  return {
    name: `${method} ${path}`,
    isCode: true,
    nameHref: null,
    before: "",
    figure: { text: `${formatPercent(failed, answers)} of answers were 5xx`, href },
    after: ` in the last hour, ${formatCount(failed)} of ${formatCount(answers)}.`,
    action: link("See them", href),
  };
};

const filling: LineOf<"filling"> = (fact, { nowMs, timeZone }) => {
  const { keyId, alias, quota, used, limit, fullAt } = fact;
  const last = LAST_OF[quota];
  const href = logOf({ key: keyId, ...(last && { last }) });
  const share = `${formatPercent(used, limit)} used`;
  const line = {
    name: alias,
    isCode: false,
    nameHref: keyHref(keyId),
    action: link("What if", quotasOf(keyId)),
  };
  if (fullAt === null) {
    return {
      ...line,
      before: `${quotaLabel(quota)} `,
      figure: { text: share, href },
      after: ", not full at this rate.",
    };
  }
  return {
    ...line,
    before: `${quotaLabel(quota)} ${share}, `,
    figure: { text: `full at ${formatClock(fullAt, nowMs, timeZone)}`, href },
    after: " at this rate.",
  };
};

const expiring: LineOf<"expiring"> = ({ keyId, alias, at, lastUsedAt, isReplaced }, { nowMs }) => ({
  name: alias,
  isCode: false,
  nameHref: keyHref(keyId),
  before: `Expires in ${formatSpan(at.getTime() - nowMs)}, `,
  figure: { text: `used ${formatRelative(lastUsedAt, nowMs)}`, href: logOf({ key: keyId }) },
  after: isReplaced ? "; its replacement is made." : ".",
  action: link(isReplaced ? "Continue" : "Rotate", rotationOf(keyId)),
});

const rotation: LineOf<"rotation"> = (fact, { nowMs, timeZone }) => {
  const { keyId, alias, since, offAt, callers, caller } = fact;
  const off = offAt ? `, off at ${formatClock(offAt, nowMs, timeZone)}` : "";
  const which = callers === 1 && caller ? `, ${caller}` : "";
  return {
    name: alias,
    isCode: false,
    nameHref: keyHref(keyId),
    before: `Rotation open ${formatSpan(Math.max(nowMs - since.getTime(), 0))}${off}. `,
    figure: {
      text: callers === 0 ? "No caller left" : `${counted(callers, "caller", "callers")} left`,
      href: logOf({ key: keyId, last: "24h" }),
    },
    after: ` on the old key${which}.`,
    action: link("Continue", rotationOf(keyId)),
  };
};

/** A matter as people read it, in the reader's time zone. */
export function lineOf(fact: Fact, reading: Reading): Line {
  switch (fact.kind) {
    case "blocked":
      return blocked(fact, reading);
    case "reached":
      return reached(fact, reading);
    case "expired":
      return expired(fact, reading);
    case "off":
      return off(fact, reading);
    case "failing":
      return failing(fact, reading);
    case "filling":
      return filling(fact, reading);
    case "expiring":
      return expiring(fact, reading);
    case "rotation":
      return rotation(fact, reading);
  }
}

export const RANK_WORDS: Record<Rank, string> = {
  refusing: "Refusing",
  failing: "Failing",
  soon: "Soon",
  finish: "To finish",
};

const IN_SUMMARY: Record<Rank, string> = {
  refusing: "refusing now",
  failing: "failing",
  soon: "soon",
  finish: "to finish",
};

/** "2 refusing now, 1 failing"; empty where there is no matter. */
export function summaryOf(matters: readonly Fact[]): string {
  return RANKS.flatMap((rank) => {
    const n = matters.filter((fact) => rankOf(fact) === rank).length;
    return n > 0 ? [`${formatCount(n)} ${IN_SUMMARY[rank]}`] : [];
  }).join(", ");
}
