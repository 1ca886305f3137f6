import { formatCount } from "@/lib/format/number";
import { QUOTA_WINDOWS, type QuotaName, spanWords } from "@/lib/quota-windows";

/** What a quota would have done to the requests of some days. */
export interface WhatIfAnswer {
  quota: QuotaName;
  limit: number;
  /** The key's counted requests of those days. */
  considered: number;
  rejected: number;
  /** The most that one window held; for an all-time quota all of them. */
  peak: number;
  /** What counts towards the quota at this moment. */
  usedNow: number;
  isEstimate: boolean;
  /** Who sent the rejected ones, the busiest first, as far as the latest of them tell. */
  addresses: Array<{ ip: string | null; requests: number }>;
}

const within = (quota: QuotaName) => (quota === "total" ? "in all" : spanWords(quota));

/**
 * What a quota would have done, in a sentence or two: "With 5,000 in any 24 hours, 312 of the last
 * 7 days' 8,615 requests would have been rejected, most from 10.0.0.7 and 10.0.0.9."
 */
export function whatIfWords(answer: WhatIfAnswer): { tone: "ok" | "warn"; words: string } {
  const { quota, limit, considered, rejected, isEstimate } = answer;
  const days = `the last ${QUOTA_WINDOWS[quota].whatIfDays} days`;
  const sentences: string[] = [];
  if (considered === 0) {
    sentences.push(`No counted requests in ${days} to try it on.`);
  } else {
    const count = rejected === 0 ? "none" : `${isEstimate ? "about " : ""}${formatCount(rejected)}`;
    sentences.push(
      `With ${formatCount(limit)} ${within(quota)}, ${count} of ${days}’ ${formatCount(considered)} ` +
        `requests would have been rejected${senders(answer)}.`,
    );
  }
  if (quota !== "total" && considered > 0) {
    sentences.push(`The most ${within(quota)} was ${formatCount(answer.peak)}.`);
  }
  if (answer.usedNow >= limit) {
    sentences.push(`It would be reached at once: ${formatCount(answer.usedNow)} count now.`);
  }
  const isHarmless = rejected === 0 && answer.usedNow < limit;
  return { tone: isHarmless ? "ok" : "warn", words: sentences.join(" ") };
}

/** At least this share makes it "most". */
const MOST = 0.6;
const NAMED = 2;

function senders({ addresses, rejected }: WhatIfAnswer): string {
  const sum = addresses.reduce((total, { requests }) => total + requests, 0);
  if (rejected === 0 || sum === 0) return "";
  const name = (ip: string | null) => ip ?? "an unknown address";
  const [first, second] = addresses;
  // With more rejected than were looked at, even one sender may not be the only one.
  if (!second && sum >= rejected) return `, all from ${name(first!.ip)}`;
  if (first!.requests >= MOST * sum) return `, most from ${name(first!.ip)}`;
  const top = addresses.slice(0, NAMED).reduce((total, { requests }) => total + requests, 0);
  if (top >= MOST * sum) return `, most from ${name(first!.ip)} and ${name(second!.ip)}`;
  return `, from ${formatCount(addresses.length)} addresses, first of them ${name(first!.ip)}`;
}
