import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_OUTCOMES, dayCounts, segmentsOf, smallShare } from "./day";

test("whatever we turned away is refused, and the rest is the endpoint's", () => {
  const rejected = { rejected_plan: 1, rejected_quota: 2, rejected_key: 4, rejected_other: 8 };
  expect(dayCounts({ ok: 100, client_error: 20, server_error: 3, ...rejected })).toEqual({
    ok: 100,
    client_error: 20,
    server_error: 3,
    refused: 15,
  });
});

test.each([
  [0, 0, "0 %"],
  [0, 10, "0 %"],
  [1, 10_000, "under 0.1 %"],
  [193, 48_210, "0.4 %"],
  [1, 10, "10 %"],
  [999, 1_000, "99 %"],
  [5, 5, "100 %"],
])("%i of %i is %s", (part, whole, words) => {
  expect(smallShare(part, whole)).toBe(words);
});

const heightPx = 64;
const counts = fc.record({
  ok: fc.nat(100_000),
  client_error: fc.nat(2_000),
  server_error: fc.nat(500),
  refused: fc.nat(500),
});

test("a bar stays in its height, its parts apart, and no 5xx or refusal is too low to be seen", () => {
  fc.assert(
    fc.property(counts, fc.nat(100_000), (of, more) => {
      const sum = DAY_OUTCOMES.reduce((all, outcome) => all + of[outcome], 0);
      const parts = segmentsOf(of, { most: sum + more, heightPx });
      let above = heightPx;
      for (const { outcome, y, height } of parts) {
        expect(y + height).toBeLessThanOrEqual(above + 1e-6);
        expect(height).toBeGreaterThan(0);
        if (outcome === "server_error" || outcome === "refused") {
          expect(height).toBeGreaterThanOrEqual(2 - 1e-6);
        }
        above = y - 1;
      }
      expect(above).toBeGreaterThanOrEqual(-1 - 1e-6);
      const drawn = parts.map(({ outcome }) => outcome);
      for (const outcome of ["server_error", "refused"] as const) {
        expect(drawn.includes(outcome)).toBe(of[outcome] > 0);
      }
    }),
  );
});
