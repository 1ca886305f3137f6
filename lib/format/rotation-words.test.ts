import { expect, test } from "vitest";
import { byQuota } from "@/lib/quota-windows";
import { oldKeyWords, workingKeysWords } from "./rotation-words";

const NOW = Date.UTC(2026, 4, 20);
const old = (over: object = {}) => ({
  alias: "web-prod",
  active: true,
  expiresAt: null as Date | null,
  quotas: byQuota(() => null as number | null),
  used: byQuota(() => 5),
  ...over,
});

test("an old key that works goes on working", () => {
  for (const expiresAt of [null, new Date(NOW + 1)]) {
    expect(oldKeyWords(old({ expiresAt }), NOW)).toContain("goes on working");
    expect(workingKeysWords(old({ expiresAt }), NOW)).toBe("Both work for now.");
  }
});

test.each([
  ["is inactive", { active: false }],
  ["has expired", { expiresAt: new Date(NOW) }],
  ["has reached its daily quota", { quotas: { ...byQuota(() => null), daily: 5 } }],
])("of one that %s nobody is told that it works", (why, over) => {
  expect(oldKeyWords(old(over), NOW)).toBe(`The old key ${why}: requests with it are refused now.`);
  expect(workingKeysWords(old(over), NOW)).toBe(`Only the new key works now: web-prod ${why}.`);
});
