import { type DemoEndpoint, type DemoKey, type DemoTraffic } from "./keys";
import { ECHO, NEW_ORDER, ORDERS, PRODUCTS, REPORT, USAGE } from "./keys";

/*
 * Thousands of keys as a large customer has them: a few that carry most of the traffic and a long
 * tail, in every state that a key can be in. What the demo shows in ten keys, at the size at which
 * lists need their pages and charts their buckets.
 */

const SERVICES = ["web", "mobile", "checkout", "billing", "search", "reports", "sync", "crm"];
const MORE_SERVICES = ["etl", "mailer", "webhooks", "inventory", "pricing", "support", "kiosk"];
const ALL_SERVICES = [...SERVICES, ...MORE_SERVICES];
const PLACES = ["eu", "us", "ap", "berlin", "oslo", "ci", "batch", "edge"];
const PARTNERS = ["acme", "globex", "initech", "umbrella", "hooli", "stark", "wayne", "tyrell"];
const CATEGORIES = ["production", "production", "production", "staging", "development"];
const AGENTS = [
  "shop-web/3.8.1 node/20",
  "Shop/5.2 (Android 16)",
  "Shop/5.2 (iOS 26.1)",
  "python-requests/2.32",
  "curl/8.5.0",
  "Go-http-client/2.0",
  "okhttp/5.1.0",
  "axios/1.13.2",
];
const CUSTOMERS: DemoEndpoint = { method: "GET", path: "/api/v1/customers", typicalMs: 18 };
const ONE_ORDER: DemoEndpoint = { method: "GET", path: "/api/v1/orders/4711", typicalMs: 9 };
const EXPORT: DemoEndpoint = { method: "POST", path: "/api/v1/exports", typicalMs: 820 };
const ENDPOINTS = [PRODUCTS, ORDERS, NEW_ORDER, CUSTOMERS, ONE_ORDER, ECHO, USAGE, REPORT, EXPORT];

/** How steeply traffic falls from the busiest key to the next. */
const SKEW = 1.05;
const RANKS_AT_THE_TOP = 3;

/** Some keys begin in the window that is looked at, most long before it. */
const OLDEST_DAYS = 500;

interface Fleet {
  keys: number;
  /** How far back traffic reaches. */
  days: number;
  /** A whole number: the same one makes the same fleet. */
  seed: number;
}

/** Makes that many keys; one that replaces another comes after it. */
export function makeFleet({ keys: count, days, seed }: Fleet): DemoKey[] {
  const dice = new Dice(seed);
  const ranks = dice.shuffled(Array.from({ length: count }, (_, rank) => rank));
  const fleet: DemoKey[] = [];
  for (const [nth, rank] of ranks.entries()) {
    const old = fleet.at(-1);
    const rotates = old?.traffic?.length === 1 && !old.replaces && isPlain(old);
    if (rotates && dice.chance(0.04)) {
      fleet.push(...rotation(fleet.pop()!, dice));
    } else {
      fleet.push(makeKey(dice, nth, rank, days));
    }
  }
  return fleet;
}

function makeKey(dice: Dice, nth: number, rank: number, days: number): DemoKey {
  const isPartners = dice.chance(0.15);
  const partner = dice.one(PARTNERS);
  const owner = isPartners ? `partner-${partner}` : dice.one(ALL_SERVICES);
  const key: DemoKey = {
    alias: `${owner}-${dice.one(PLACES)}-${nth + 1}`,
    category: isPartners ? `partner-${partner}` : dice.one(CATEGORIES),
    createdDaysAgo: dice.between(0.5, 1) * dice.one([days / 2, days * 2, OLDEST_DAYS]),
  };
  // A busy key is a plain one: the state of a key must not decide what the whole comes to.
  const state = rank < RANKS_AT_THE_TOP ? 1 : dice.roll();
  if (state < 0.12) return { ...key, ...(dice.chance(0.3) && { quotas: { monthly: 10_000 } }) };
  const traffic = [makeTraffic(dice, rank, Math.min(days, key.createdDaysAgo))];
  if (state < 0.17) return { ...key, traffic, deactivatedDaysAgo: pastOf(traffic, dice) };
  if (state < 0.22) return { ...key, traffic, expiresInDays: -pastOf(traffic, dice) };
  if (state < 0.26) return { ...key, traffic, expiresInDays: dice.between(0.2, 13.5) };
  if (state < 0.31) return { ...key, traffic, expiresInDays: dice.between(20, 360) };
  if (state < 0.33) return { ...key, traffic, quotas: { total: dice.whole(20, 400) } };
  if (state < 0.35) {
    const dailyReachedDaysAgo = Math.min(dice.between(0.02, 0.4), pastOf(traffic, dice));
    return { ...key, traffic, sharesUsed: { daily: 1 }, dailyReachedDaysAgo };
  }
  if (state < 0.45) {
    return { ...key, traffic, sharesUsed: { daily: dice.between(0.8, 0.97), weekly: 0.5 } };
  }
  if (state < 0.6) return { ...key, traffic, sharesUsed: { monthly: dice.between(0.1, 0.9) } };
  if (state < 0.7) {
    return { ...key, traffic, sharesUsed: { daily: 0.3, weekly: 0.2, monthly: 0.15 } };
  }
  return { ...key, traffic };
}

const isPlain = ({ deactivatedDaysAgo, expiresInDays, quotas, sharesUsed }: DemoKey) =>
  [deactivatedDaysAgo, expiresInDays, quotas, sharesUsed].every((given) => given === undefined);

const pastOf = ([first]: readonly DemoTraffic[], dice: Dice) =>
  (first?.fromDaysAgo ?? 0) * dice.between(0.1, 0.7);

function makeTraffic(dice: Dice, rank: number, fromDaysAgo: number): DemoTraffic {
  return {
    perHour: 1_000 / (rank + RANKS_AT_THE_TOP) ** SKEW,
    fromDaysAgo,
    toDaysAgo: 0,
    endpoints: dice.some(ENDPOINTS, dice.whole(2, 5)),
    callers: Array.from({ length: dice.whole(1, 6) }, () => makeCaller(dice)),
    errorsPerMille: dice.one([3, 9, 15, 30, 120]),
    limitedPerMille: dice.chance(0.2) ? dice.whole(2, 25) : 0,
  };
}

/** The old key with what still comes in on it, and its replacement with the rest. */
function rotation(old: DemoKey, dice: Dice): [DemoKey, DemoKey] {
  const [before] = old.traffic!;
  const sinceDays = Math.min(dice.between(0.1, 6), before!.fromDaysAgo / 2);
  const moved = dice.between(0.5, 1);
  const after = { ...before!, fromDaysAgo: sinceDays };
  return [
    {
      ...old,
      traffic: [
        { ...before!, toDaysAgo: sinceDays },
        { ...after, perHour: before!.perHour * (1 - moved), callers: before!.callers.slice(0, 1) },
      ],
    },
    {
      alias: `${old.alias}-2`,
      category: old.category,
      createdDaysAgo: sinceDays,
      replaces: old.alias,
      traffic: [{ ...after, perHour: before!.perHour * moved }],
    },
  ];
}

/** Addresses are from the blocks that RFC 5737 and RFC 3849 keep for examples. */
function makeCaller(dice: Dice) {
  const ip = dice.chance(0.25)
    ? `2001:db8:${dice.whole(1, 0xfff).toString(16)}::${dice.whole(1, 0xffff).toString(16)}`
    : `${dice.one(["192.0.2", "198.51.100", "203.0.113"])}.${dice.whole(1, 254)}`;
  return { ip, userAgent: dice.one(AGENTS) };
}

/** Chance that a seed repeats: mulberry32, which is plenty for making things up. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0, below 1. */
  roll(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance = (probability: number) => this.roll() < probability;
  between = (least: number, most: number) => least + this.roll() * (most - least);
  whole = (least: number, most: number) => Math.floor(this.between(least, most + 1));
  one = <T>(of: readonly T[]): T => of[this.whole(0, of.length - 1)]!;
  some = <T>(of: readonly T[], count: number): T[] => this.shuffled(of).slice(0, count);

  shuffled<T>(of: readonly T[]): T[] {
    const all = [...of];
    for (let i = all.length - 1; i > 0; i--) {
      const j = this.whole(0, i);
      [all[i], all[j]] = [all[j]!, all[i]!];
    }
    return all;
  }
}
