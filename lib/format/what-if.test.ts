import { expect, test } from "vitest";
import { type WhatIfAnswer, whatIfWords } from "./what-if";

const answer: WhatIfAnswer = {
  quota: "daily",
  limit: 5000,
  considered: 8615,
  rejected: 312,
  peak: 5312,
  usedNow: 1200,
  isEstimate: false,
  addresses: [
    { ip: "10.0.0.7", requests: 160 },
    { ip: "10.0.0.9", requests: 140 },
    { ip: null, requests: 12 },
  ],
};
const say = (over: Partial<WhatIfAnswer> = {}) => whatIfWords({ ...answer, ...over });

test("it says how many of which requests would have been rejected, and whose", () => {
  expect(say().words).toBe(
    "With 5,000 in any 24 hours, 312 of the last 7 days’ 8,615 requests would have been rejected, " +
      "most from 10.0.0.7 and 10.0.0.9. The most in any 24 hours was 5,312.",
  );
  expect(say().tone).toBe("warn");
  expect(say({ addresses: [{ ip: "10.0.0.7", requests: 312 }] }).words).toContain("all from");
  expect(say({ addresses: [{ ip: "10.0.0.7", requests: 100 }] }).words).toContain("most from");
  expect(say({ isEstimate: true }).words).toContain("about 312 of");
});

test("a quota that harms nobody says so", () => {
  expect(say({ rejected: 0, addresses: [] })).toEqual({
    tone: "ok",
    words:
      "With 5,000 in any 24 hours, none of the last 7 days’ 8,615 requests would have been " +
      "rejected. The most in any 24 hours was 5,312.",
  });
});

test("a quota that is reached already warns of it, whatever the past says", () => {
  const { tone, words } = say({ rejected: 0, usedNow: 5000, considered: 0 });
  expect(words).toContain("reached at once: 5,000 count now");
  expect(tone).toBe("warn");
});
