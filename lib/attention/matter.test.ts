import fc from "fast-check";
import { expect, test } from "vitest";
import { compareFacts, type Fact, idOf, isMatter, mattersOf, rankOf, RANKS } from "./matter";

const NOW = Date.UTC(2026, 10, 24, 12);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const at = (ms: number) => new Date(NOW + ms);

const keyed = { keyId: "k", alias: "web-prod" };
const hour = { refused: 50, since: at(-HOUR_MS) };

test("a rank goes before what is in it, and within a rank the most refused, failed or soonest", () => {
  const facts: Fact[] = [
    { kind: "rotation", ...keyed, since: at(-DAY_MS), offAt: null, callers: 1, caller: null },
    { kind: "expiring", ...keyed, at: at(5 * DAY_MS), lastUsedAt: at(0), isReplaced: false },
    { kind: "filling", ...keyed, quota: "daily", used: 84, limit: 100, fullAt: at(4 * HOUR_MS) },
    { kind: "failing", method: "GET", path: "/api/v1/a", answers: 100, failed: 12 },
    { kind: "failing", method: "GET", path: "/api/v1/b", answers: 30, failed: 20 },
    { kind: "reached", ...keyed, quota: "total", freesAt: null, ...hour },
    {
      kind: "blocked",
      address: "10.2.0.7",
      until: at(HOUR_MS),
      refused: 118,
      keys: 8,
      mayLift: true,
    },
  ];
  expect(mattersOf(facts, NOW).map(idOf)).toEqual([
    "blocked 10.2.0.7",
    "reached k",
    "failing GET /api/v1/b",
    "failing GET /api/v1/a",
    "filling k",
    "expiring k",
    "rotation k",
  ]);
});

test("of a key's quotas the one that is full first stands for all", () => {
  const filling = { kind: "filling", ...keyed, used: 90, limit: 100 } as const;
  const [first, ...others] = mattersOf(
    [
      { ...filling, quota: "monthly", fullAt: null },
      { ...filling, quota: "weekly", fullAt: at(DAY_MS) },
      { ...filling, quota: "daily", fullAt: at(HOUR_MS) },
    ],
    NOW,
  );
  expect(first).toMatchObject({ quota: "daily" });
  expect(others).toEqual([]);
});

test("a replaced key that expires soon has one line, not one for its rotation too", () => {
  const rotation: Fact = {
    ...{ kind: "rotation", ...keyed, since: at(-DAY_MS) },
    ...{ offAt: null, callers: 2, caller: null },
  };
  const expiring = { kind: "expiring", ...keyed, lastUsedAt: at(0), isReplaced: true } as const;
  const kinds = (expiresAt: Date) =>
    mattersOf([rotation, { ...expiring, at: expiresAt }], NOW).map(({ kind }) => kind);
  expect(kinds(at(DAY_MS))).toEqual(["expiring"]);
  expect(kinds(at(20 * DAY_MS))).toEqual(["rotation"]);
});

test.each<[string, Fact, boolean]>([
  ["5 % are few", { kind: "failing", method: "GET", path: "/", answers: 20, failed: 1 }, false],
  ["more are not", { kind: "failing", method: "GET", path: "/", answers: 20, failed: 2 }, true],
  [
    "19 answers say nothing",
    { kind: "failing", method: "GET", path: "/", answers: 19, failed: 9 },
    false,
  ],
  [
    "80 % is not over it",
    { kind: "filling", ...keyed, quota: "daily", used: 80, limit: 100, fullAt: null },
    false,
  ],
  [
    "81 % is",
    { kind: "filling", ...keyed, quota: "daily", used: 81, limit: 100, fullAt: null },
    true,
  ],
  [
    "a full one is reached",
    { kind: "filling", ...keyed, quota: "daily", used: 100, limit: 100, fullAt: null },
    false,
  ],
  ["off and not called", { kind: "off", ...keyed, ...hour, refused: 0 }, false],
  [
    "14 days are near",
    { kind: "expiring", ...keyed, at: at(14 * DAY_MS), lastUsedAt: at(0), isReplaced: false },
    true,
  ],
  [
    "more are not",
    { kind: "expiring", ...keyed, at: at(14 * DAY_MS + 1), lastUsedAt: at(0), isReplaced: false },
    false,
  ],
  [
    "a block that is over",
    { kind: "blocked", address: "::", until: at(0), refused: 1, keys: 1, mayLift: true },
    false,
  ],
  [
    "a rotation with a date and no callers",
    { kind: "rotation", ...keyed, since: at(-1), offAt: at(1), callers: 0, caller: null },
    false,
  ],
])("%s", (_, fact, expected) => {
  expect(isMatter(fact, NOW)).toBe(expected);
});

const keyPart = fc.record({
  keyId: fc.constantFrom("a", "b", "c"),
  alias: fc.constantFrom("x", "y"),
});
const moment = fc.integer({ min: -20 * DAY_MS, max: 20 * DAY_MS }).map(at);
const quota = fc.constantFrom("total", "daily", "weekly", "monthly" as const);
const refusedPart = fc.record({ refused: fc.nat(3), since: moment });
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    kind: fc.constant("blocked" as const),
    address: fc.constantFrom("10.0.0.1", "2001:db8::/64"),
    until: moment,
    refused: fc.nat(3),
    keys: fc.nat(3),
    mayLift: fc.boolean(),
  }),
  fc
    .tuple(keyPart, refusedPart, quota, fc.option(moment))
    .map(([k, r, q, freesAt]) => ({ kind: "reached" as const, ...k, ...r, quota: q, freesAt })),
  fc
    .tuple(keyPart, refusedPart, moment)
    .map(([k, r, m]) => ({ kind: "expired" as const, ...k, ...r, at: m })),
  fc.tuple(keyPart, refusedPart).map(([k, r]) => ({ kind: "off" as const, ...k, ...r })),
  fc.record({
    kind: fc.constant("failing" as const),
    method: fc.constantFrom("GET", "POST"),
    path: fc.constantFrom("/a", "/b"),
    answers: fc.integer({ min: 15, max: 30 }),
    failed: fc.nat(15),
  }),
  fc.tuple(keyPart, quota, fc.nat(10), fc.option(moment)).map(([k, q, used, fullAt]) => ({
    ...{ kind: "filling" as const, ...k, quota: q },
    ...{ used, limit: 10, fullAt },
  })),
  fc.tuple(keyPart, moment, moment, fc.boolean()).map(([k, m, lastUsedAt, isReplaced]) => ({
    ...{ kind: "expiring" as const, ...k },
    ...{ at: m, lastUsedAt, isReplaced },
  })),
  fc.tuple(keyPart, moment, fc.option(moment), fc.nat(2)).map(([k, since, offAt, callers]) => ({
    ...{ kind: "rotation" as const, ...k, since },
    ...{ offAt, callers, caller: null },
  })),
);

test("the order is total: one of two comes first, whichever way they are compared", () => {
  fc.assert(
    fc.property(anyFact, anyFact, anyFact, (a, b, c) => {
      expect(Math.sign(compareFacts(a, b)) + Math.sign(compareFacts(b, a))).toBe(0);
      if (idOf(a) !== idOf(b)) expect(compareFacts(a, b)).not.toBe(0);
      if (compareFacts(a, b) <= 0 && compareFacts(b, c) <= 0) {
        expect(compareFacts(a, c)).toBeLessThanOrEqual(0);
      }
    }),
  );
});

test("nothing is told twice, nothing out of rank, and no subject that has a matter is lost", () => {
  fc.assert(
    fc.property(fc.array(anyFact, { maxLength: 20 }), (facts) => {
      const matters = mattersOf(facts, NOW);
      const ids = matters.map(idOf);
      expect(new Set(ids).size).toBe(ids.length);
      const ranks = matters.map((fact) => RANKS.indexOf(rankOf(fact)));
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      for (const fact of facts.filter((one) => isMatter(one, NOW))) {
        const isTold =
          ids.includes(idOf(fact)) ||
          (fact.kind === "rotation" && ids.includes(`expiring ${fact.keyId}`));
        expect(isTold, idOf(fact)).toBe(true);
      }
    }),
  );
});

test("the order of what is given changes nothing but which of equals is kept", () => {
  fc.assert(
    fc.property(fc.array(anyFact, { maxLength: 12 }), (facts) => {
      expect(mattersOf(facts.toReversed(), NOW).map(idOf)).toEqual(mattersOf(facts, NOW).map(idOf));
    }),
  );
});
