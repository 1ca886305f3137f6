import type { QuotaName } from "@/lib/quota-windows";

/*
 * A matter is something about an account's keys that somebody should do something about. What is one, and which comes
 * first, is decided here from facts alone; a matter goes when its fact is over.
 */

/** The worst first. */
export const RANKS = ["refusing", "failing", "soon", "finish"] as const;
export type Rank = (typeof RANKS)[number];

/** A share of a quota from which on its end is near. */
export const NEAR_SHARE = 0.8;
/** An expiry within so many days is near. */
export const NEAR_DAYS = 14;
/** An endpoint fails when more than this share of its answers is 5xx. */
export const FAILING_SHARE = 0.05;
/** With fewer answers in the hour a share says nothing: one failure in ten is a matter of chance. */
export const LEAST_ANSWERS = 20;

interface OfKey {
  keyId: string;
  alias: string;
}

/** Requests that were refused, and since when they are counted. */
interface Refused {
  refused: number;
  since: Date;
}

export type Fact =
  | {
      kind: "blocked";
      address: string;
      until: Date;
      /** Requests of the last hour that the block refused. */
      refused: number;
      /** Keys of the account that were used from there. */
      keys: number;
      mayLift: boolean;
    }
  | ({ kind: "reached"; quota: QuotaName; freesAt: Date | null } & OfKey & Refused)
  | ({ kind: "expired"; at: Date } & OfKey & Refused)
  | ({ kind: "off" } & OfKey & Refused)
  | { kind: "failing"; method: string; path: string; answers: number; failed: number }
  | ({
      kind: "filling";
      quota: QuotaName;
      used: number;
      limit: number;
      /** When it is full at this rate; null: not while the rate is what it is. */
      fullAt: Date | null;
    } & OfKey)
  | ({ kind: "expiring"; at: Date; lastUsedAt: Date; isReplaced: boolean } & OfKey)
  | ({
      kind: "rotation";
      since: Date;
      /** When the old key goes off by itself. */
      offAt: Date | null;
      callers: number;
      /** The address of one of them. */
      caller: string | null;
    } & OfKey);

export type FactKind = Fact["kind"];

const RANK_OF: Record<FactKind, Rank> = {
  blocked: "refusing",
  reached: "refusing",
  expired: "refusing",
  off: "refusing",
  failing: "failing",
  filling: "soon",
  expiring: "soon",
  rotation: "finish",
};

export const rankOf = (fact: Fact): Rank => RANK_OF[fact.kind];

/** The key that a fact is about; null where it is about an address or an endpoint. */
export const keyOf = (fact: Fact): string | null => ("keyId" in fact ? fact.keyId : null);

/** One a subject and kind: what a list of them is keyed by. */
export const idOf = (fact: Fact): string => `${fact.kind} ${subjectOf(fact)}`;

function subjectOf(fact: Fact): string {
  if (fact.kind === "blocked") return fact.address;
  return fact.kind === "failing" ? `${fact.method} ${fact.path}` : fact.keyId;
}

/** Whether a fact asks for anything to be done. */
export function isMatter(fact: Fact, nowMs: number): boolean {
  switch (fact.kind) {
    case "blocked":
      return fact.until.getTime() > nowMs;
    case "reached":
      return true;
    case "expired":
    case "off":
      return fact.refused > 0;
    case "failing":
      return fact.answers >= LEAST_ANSWERS && fact.failed > FAILING_SHARE * fact.answers;
    case "filling":
      return fact.used < fact.limit && fact.used > NEAR_SHARE * fact.limit;
    case "expiring": {
      const leftMs = fact.at.getTime() - nowMs;
      return leftMs > 0 && leftMs <= NEAR_DAYS * 86_400_000;
    }
    case "rotation":
      // It ends by itself where its owner has said when, unless somebody would be cut off.
      return fact.offAt === null || fact.callers > 0;
  }
}

/** Within a rank, the smallest comes first. */
function weightOf(fact: Fact): number {
  switch (fact.kind) {
    case "blocked":
    case "reached":
    case "expired":
    case "off":
      return -fact.refused;
    case "failing":
      return -fact.failed / fact.answers;
    case "filling":
      return fact.fullAt?.getTime() ?? Infinity;
    case "expiring":
      return fact.at.getTime();
    case "rotation":
      return (fact.offAt ?? fact.since).getTime() - (fact.offAt ? Number.MAX_SAFE_INTEGER : 0);
  }
}

const compare = <T extends number | string>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);

/** The order of matters: by rank, then by weight, then by id, so that no two are equal. */
export function compareFacts(a: Fact, b: Fact): number {
  return (
    compare(RANKS.indexOf(rankOf(a)), RANKS.indexOf(rankOf(b))) ||
    compare(weightOf(a), weightOf(b)) ||
    compare(idOf(a), idOf(b))
  );
}

/**
 * The matters among facts, the worst first and none twice: of several of one kind and subject (a key's quotas) the
 * worst stands for all, and a rotation whose old key expires soon is told with its expiry.
 */
export function mattersOf(facts: readonly Fact[], nowMs: number): Fact[] {
  const seen = new Set<string>();
  const matters = facts.filter((fact) => isMatter(fact, nowMs)).sort(compareFacts);
  const expiring = new Set(
    matters.flatMap((fact) => (fact.kind === "expiring" && fact.isReplaced ? [fact.keyId] : [])),
  );
  return matters.filter((fact) => {
    const id = idOf(fact);
    const isTold = seen.has(id) || (fact.kind === "rotation" && expiring.has(fact.keyId));
    seen.add(id);
    return !isTold;
  });
}
