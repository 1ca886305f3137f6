import fc from "fast-check";
import { expect, test } from "vitest";
import { byQuota } from "@/lib/quota-windows";
import { type Counts, decide, NOTHING_COUNTED, type RequestFacts } from "./decide";
import type { KeyFacts } from "./facts";

const NOW = Date.UTC(2026, 0, 15, 12);

/** Before, at and after now: the edges are where mistakes live. */
const moment = fc.oneof(
  fc.constantFrom(NOW - 1, NOW, NOW + 1),
  fc.integer({ min: NOW - 100_000, max: NOW + 100_000 }),
);
/** Most checks pass most of the time, so that the last ones are reached as well. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
const seldom = (odds: number) => fc.nat(odds).map((n) => n === 0);
const count = fc.record({
  used: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(12)),
  resetMs: fc.nat(60_000),
});

const requests: fc.Arbitrary<RequestFacts> = fc.record({
  presented: fc.constantFrom("missing", "malformed", ...Array<"hash">(8).fill("hash")),
  blockedUntilMs: rarely(moment),
  counts: fc.boolean(),
});

const keys: fc.Arbitrary<KeyFacts> = fc.record({
  id: fc.uuid(),
  alias: fc.string(),
  category: fc.string(),
  suspended: seldom(12),
  active: seldom(8).map((off) => !off),
  deactivateAtMs: rarely(moment),
  expiresAtMs: rarely(moment),
  quotas: fc.constant({ ...byQuota(() => null), total: 5, daily: 5 }),
  capped: fc.boolean(),
  account: fc.record({ id: fc.uuid(), name: fc.string() }),
  plan: fc.record({
    name: fc.string(),
    perSecond: fc.option(fc.integer({ min: 1, max: 12 }), { freq: 5 }),
    perMinute: fc.option(fc.integer({ min: 1, max: 12 }), { freq: 5 }),
  }),
});

const quotaNames = ["total", "daily", "weekly", "monthly"] as const;
const counts: fc.Arbitrary<Counts> = fc.record({
  second: count,
  minute: count,
  reached: fc
    .uniqueArray(fc.constantFrom(...quotaNames))
    .chain((names) =>
      fc.tuple(
        ...names.map((name) => fc.record({ name: fc.constant(name), freesAtMs: rarely(moment) })),
      ),
    ),
});

/**
 * The product's order of checks, each with its own question. Written from the product page, not
 * from decide: every check answers for itself, and the first that fails is the verdict.
 */
const CHECKS: Array<[string, (r: RequestFacts, k: KeyFacts | null, c: Counts) => boolean]> = [
  ["ip_blocked", (r) => NOW < (r.blockedUntilMs ?? -Infinity)],
  ["invalid_key", (r) => r.presented === "missing" || r.presented === "malformed"],
  ["invalid_key", (_, k) => !k],
  ["account_suspended", (_, k) => k!.suspended],
  ["inactive_key", (_, k) => k!.active === false],
  ["inactive_key", (_, k) => NOW >= (k!.deactivateAtMs ?? Infinity)],
  ["expired_key", (_, k) => NOW >= (k!.expiresAtMs ?? Infinity)],
  ["plan_second", (_, k, c) => (k!.plan.perSecond ?? Infinity) - c.second.used <= 0],
  ["plan_minute", (_, k, c) => (k!.plan.perMinute ?? Infinity) - c.minute.used <= 0],
  ...quotaNames.map((name): (typeof CHECKS)[number] => [
    `quota_${name}`,
    (r, _, c) => r.counts && new Set(c.reached.map((quota) => quota.name)).has(name),
  ]),
];

const facts = fc.tuple(requests, fc.option(keys, { freq: 8 }), counts);

test("the verdict is that of the first check that fails, in the product's order", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(facts, ([request, key, counted]) => {
      const verdict = decide(request, key, counted, NOW);
      const failed = CHECKS.find(([, fails]) => fails(request, key, counted));
      const told = verdict.admitted ? "admitted" : verdict.code;
      expect(told).toBe(failed?.[0] ?? "admitted");
      seen.set(told, (seen.get(told) ?? 0) + 1);
    }),
    { numRuns: 10_000 },
  );
  // A property that never gets as far as the last checks would prove nothing about them.
  for (const code of [...CHECKS.map(([code]) => code), "admitted"]) {
    expect(seen.get(code), code).toBeGreaterThan(10);
  }
});

test("how long to wait is that of the check that failed, never negative, and null where time does not help", () => {
  fc.assert(
    fc.property(facts, ([request, key, counted]) => {
      const verdict = decide(request, key, counted, NOW);
      if (verdict.admitted) return;
      const { code, retryAfterMs } = verdict;
      if (retryAfterMs !== null) expect(retryAfterMs).toBeGreaterThanOrEqual(0);
      if (code === "ip_blocked") expect(NOW + retryAfterMs!).toBe(request.blockedUntilMs);
      else if (code === "account_suspended") expect(retryAfterMs).toBe(60_000);
      else if (code === "plan_second") expect(retryAfterMs).toBe(counted.second.resetMs);
      else if (code === "plan_minute") expect(retryAfterMs).toBe(counted.minute.resetMs);
      else if (code.startsWith("quota_")) {
        const { freesAtMs } = counted.reached.find(({ name }) => code === `quota_${name}`)!;
        expect(retryAfterMs).toBe(freesAtMs === null ? null : Math.max(0, freesAtMs - NOW));
      } else expect(retryAfterMs).toBeNull();
    }),
    { numRuns: 5_000 },
  );
});

test("a free endpoint is answered though every quota is reached", () => {
  const key: KeyFacts = {
    ...fc.sample(keys, 1)[0]!,
    suspended: false,
    active: true,
    deactivateAtMs: null,
    expiresAtMs: null,
  };
  const full: Counts = {
    ...NOTHING_COUNTED,
    reached: quotaNames.map((name) => ({ name, freesAtMs: null })),
  };
  const request = { presented: "hash", blockedUntilMs: null } as const;
  expect(decide({ ...request, counts: false }, key, full, NOW)).toEqual({ admitted: true });
  expect(decide({ ...request, counts: true }, key, full, NOW)).toMatchObject({
    code: "quota_total",
  });
});
