import fc from "fast-check";
import { type Item, type List, parseList } from "structured-headers";
import { expect, test } from "vitest";
import { byQuota, QUOTA_NAMES } from "@/lib/quota-windows";
import { retryAfterS } from "@/lib/answers/error-answer";
import type { Admission } from "./admission";
import type { KeyFacts } from "./facts";
import { checksOf, limitsJson, limitsOf, rateLimit, rateLimitPolicy } from "./limits";

const AT = Date.UTC(2026, 5, 1);
const WINDOW_S = { daily: 86_400, weekly: 604_800, monthly: 2_592_000 };

const limit = fc.integer({ min: 1, max: 1_000_000_000_000 });
const count = (windowMs: number) =>
  fc.record({ used: fc.nat(20), resetMs: fc.integer({ min: 1, max: windowMs }) });

const admissions: fc.Arbitrary<Admission> = fc
  .record({
    plan: fc.record({
      name: fc.constant("pro"),
      perSecond: fc.option(fc.integer({ min: 1, max: 500 }), { freq: 5 }),
      perMinute: fc.option(fc.integer({ min: 1, max: 15_000 }), { freq: 5 }),
    }),
    quotas: fc.record(byQuota(() => fc.option(limit))),
    counts: fc.record({ second: count(1_000), minute: count(60_000) }),
    left: fc.nat(1_000),
    reset: fc.option(fc.integer({ min: 1, max: 86_400_000 })),
    code: fc.option(fc.constantFrom("plan_second" as const, "plan_minute" as const)),
    refused: fc.option(fc.constantFrom(...QUOTA_NAMES)),
    frees: fc.option(fc.integer({ min: 1, max: 86_400_000 })),
  })
  .map(({ plan, quotas, counts, left, reset, code, refused, frees }): Admission => {
    const isRefused = refused !== null && quotas[refused] !== null;
    return {
      request: {
        presented: { form: "hash", hash: "" },
        ip: null,
        method: "GET",
        path: "/api/v1/echo",
        userAgent: null,
        endpoint: { credits: 1, free: false },
        startedAt: 0,
      },
      requestId: "",
      atMs: AT,
      verdict: isRefused
        ? {
            admitted: false,
            code: `quota_${refused}`,
            retryAfterMs: refused === "total" ? null : frees,
          }
        : code
          ? { admitted: false, code, retryAfterMs: counts.second.resetMs }
          : { admitted: true },
      key: {
        id: "",
        alias: "",
        category: "",
        suspended: false,
        active: true,
        deactivateAtMs: null,
        expiresAtMs: null,
        quotas,
        capped: true,
        account: { id: "", name: "" },
        plan,
      } satisfies KeyFacts,
      leased: !isRefused && !code,
      generation: 0,
      plan: counts,
      quotas: QUOTA_NAMES.flatMap((name) =>
        quotas[name] === null
          ? []
          : [
              {
                name,
                limit: quotas[name],
                remaining: Math.min(left, quotas[name]),
                resetsAtMs: name === "total" || reset === null ? null : AT + reset,
              },
            ],
      ),
    };
  });

/** Both fields as a client with a parser for structured fields (RFC 9651) sees them. */
function parsed(admission: Admission) {
  const limits = limitsOf(admission);
  const read = (text: string) =>
    (parseList(text) as List).map((item) => {
      const [name, parameters] = item as Item;
      return [name as string, Object.fromEntries(parameters)] as const;
    });
  return {
    policy: read(rateLimitPolicy(admission.key!, limits)),
    state: read(rateLimit(limits)),
  };
}

test("both fields are structured lists of the same policies: those of the plan and the key that are set", () => {
  fc.assert(
    fc.property(admissions, (admission) => {
      const { policy, state } = parsed(admission);
      const names = [
        ...(admission.key!.plan.perSecond === null ? [] : ["second"]),
        ...(admission.key!.plan.perMinute === null ? [] : ["minute"]),
        ...QUOTA_NAMES.filter((name) => admission.key!.quotas[name] !== null),
      ];
      expect(policy.map(([name]) => name)).toEqual(names);
      expect(state.map(([name]) => name)).toEqual(names);
    }),
  );
});

test("a policy says its quota and window, the state what is left and when more comes", () => {
  fc.assert(
    fc.property(admissions, (admission) => {
      const { policy, state } = parsed(admission);
      const { plan, quotas } = admission.key!;
      const windows = { second: 1, minute: 60, ...WINDOW_S };
      for (const [name, { q, w }] of policy) {
        const ofPlan = { second: plan.perSecond, minute: plan.perMinute };
        expect(q).toBe({ ...quotas, ...ofPlan }[name as "second"]);
        expect(w).toBe(windows[name as "second"]);
      }
      for (const [i, [name, { r, t }]] of state.entries()) {
        expect(Number.isInteger(r) && (r as number) >= 0).toBe(true);
        expect(r).toBeLessThanOrEqual(policy[i]![1].q as number);
        if (name === "total") expect(t).toBeUndefined();
        else {
          expect(Number.isInteger(t) && (t as number) >= 1).toBe(true);
          expect(t).toBeLessThanOrEqual(windows[name as "second"]);
        }
      }
    }),
  );
});

test("the request itself is taken off what is left where it was admitted, and only there", () => {
  fc.assert(
    fc.property(admissions, (admission) => {
      const taken = admission.verdict.admitted ? 1 : 0;
      const { perSecond, perMinute } = admission.key!.plan;
      const told = limitsOf(admission);
      for (const [name, limit] of [
        ["second", perSecond],
        ["minute", perMinute],
      ] as const) {
        const remaining = told.find((one) => one.name === name)?.remaining;
        const { used } = admission.plan![name];
        expect(remaining).toBe(limit === null ? undefined : Math.max(0, limit - used - taken));
      }
    }),
  );
});

test("a reached quota has nothing left, and Retry-After is never before its t", () => {
  let seen = 0;
  fc.assert(
    fc.property(admissions, (admission) => {
      const { verdict } = admission;
      if (verdict.admitted || !verdict.code.startsWith("quota_")) return;
      seen++;
      const reached = limitsOf(admission).find(({ name }) => verdict.code === `quota_${name}`)!;
      expect(reached.remaining).toBe(0);
      const waitS = retryAfterS(verdict.code, verdict.retryAfterMs);
      if (reached.name === "total") expect([waitS, reached.resetS]).toEqual([null, null]);
      else expect(waitS).toBeGreaterThanOrEqual(reached.resetS!);
    }),
    { numRuns: 500 },
  );
  expect(seen).toBeGreaterThan(50);
});

test("where it never came to counting, no limits are told", () => {
  const [admission] = fc.sample(admissions, 1);
  expect(limitsOf({ ...admission!, plan: null })).toEqual([]);
  expect(limitsOf({ ...admission!, key: null })).toEqual([]);
  const counted = { ...admission!, verdict: { admitted: true as const } };
  expect(checksOf({ ...counted, plan: null })).toBeNull();
  expect(checksOf({ ...counted, key: null })).toBeNull();
});

test("the log keeps until when a blocked address had to wait, though nothing was counted", () => {
  const [admission] = fc.sample(admissions, 1);
  const verdict = { admitted: false, code: "ip_blocked", retryAfterMs: 1_500.2 } as const;
  expect(checksOf({ ...admission!, plan: null, verdict })).toBe('{"retryMs":1501}');
});

test("the log keeps how full each limit was before the request", () => {
  fc.assert(
    fc.property(admissions, (admission) => {
      const { verdict, quotas, key, plan } = admission;
      const { retryMs, ...checks } = JSON.parse(checksOf(admission) ?? "{}") as Record<
        string,
        [number, number]
      > & { retryMs?: number };
      expect(retryMs).toBe(verdict.admitted ? undefined : (verdict.retryAfterMs ?? undefined));
      const { perSecond, perMinute } = key!.plan;
      expect(checks.second).toEqual(
        perSecond === null ? undefined : [plan!.second.used, perSecond],
      );
      expect(checks.minute).toEqual(
        perMinute === null ? undefined : [plan!.minute.used, perMinute],
      );
      for (const { name, limit, remaining } of quotas) {
        const [used, of] = checks[name]!;
        expect(of).toBe(limit);
        if (!verdict.admitted && verdict.code === `quota_${name}`) expect(used).toBe(limit);
        else expect(used).toBe(limit - remaining - (verdict.admitted ? 1 : 0));
      }
    }),
  );
});

test("limits are told as JSON as they are", () => {
  fc.assert(
    fc.property(admissions, (admission) => {
      const limits = limitsOf(admission);
      expect(JSON.parse(limitsJson(limits))).toEqual(limits);
    }),
  );
  expect(limitsJson([])).toBe("[]");
});
