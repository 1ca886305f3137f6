import { describe, expect, test } from "vitest";
import { byQuota } from "@/lib/quota-windows";
import { keyStatus, statusWords, tightestQuota } from "./key-status";
import { DAY_MS } from "./time";

const NOW = Date.UTC(2030, 0, 15);
const inDays = (days: number) => new Date(NOW + days * DAY_MS);
const none = byQuota(() => null);
const nothing = byQuota(() => 0);
const key = { active: true, expiresAt: null, quotas: none, used: nothing };
const full = { quotas: { ...none, daily: 5, weekly: 100 }, used: { ...nothing, daily: 5 } };

describe("a key's status is what would answer its next request", () => {
  test.each([
    [key, "active"],
    [{ ...key, expiresAt: inDays(14) }, "expiring"],
    [{ ...key, expiresAt: inDays(14.1) }, "active"],
    [{ ...key, expiresAt: inDays(0) }, "expired"],
    [{ ...key, ...full }, "reached"],
    [{ ...key, ...full, expiresAt: inDays(3) }, "reached"],
    [{ ...key, ...full, expiresAt: inDays(-1) }, "expired"],
    [{ ...key, ...full, expiresAt: inDays(-1), active: false }, "inactive"],
  ])("%#", (facts, status) => expect(keyStatus(facts, NOW)).toBe(status));
});

test("words say which quota is reached and how long a key still lasts", () => {
  expect(statusWords({ ...key, ...full }, NOW).words).toBe("daily quota reached");
  expect(statusWords({ ...key, expiresAt: inDays(6.5) }, NOW).words).toBe("expires in 6 d");
});

test("the tightest quota is the one with the largest share used", () => {
  const quotas = { ...none, total: 1000, daily: 10 };
  const used = { ...nothing, total: 100, daily: 9 };
  expect(tightestQuota({ quotas, used })).toEqual({ name: "daily", used: 9, limit: 10 });
  expect(tightestQuota(key)).toBeNull();
});
