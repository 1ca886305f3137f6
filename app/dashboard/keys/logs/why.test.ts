import { describe, expect, it } from "vitest";
import type { LogEntry } from "@/lib/requests/schema";
import { ERRORS } from "@/lib/errors";
import { adviceOf, retryAtOf, stepsOf, whyOf } from "./why";

const entry = (changes: Partial<LogEntry>): LogEntry => ({
  requestId: "0199aaaa-0000-7000-8000-000000000001",
  at: "2026-05-20T12:00:00.000Z",
  keyId: "0199aaaa-0000-7000-8000-000000000002",
  key: "web",
  category: "production",
  method: "GET",
  path: "/api/v1/echo",
  status: 200,
  code: null,
  durationMs: 1,
  ip: null,
  credits: 1,
  counted: true,
  userAgent: null,
  checks: { second: [1, 5], minute: [2, 100], daily: [9, 10] },
  ...changes,
});

describe("the checks of a request", () => {
  const states = (changes: Partial<LogEntry>) =>
    Object.fromEntries(stepsOf(entry(changes)).map((step) => [step.name, step.state]));

  it("have all passed when it was admitted, and name only quotas that are set", () => {
    const all = states({});
    expect(new Set(Object.values(all))).toEqual(new Set(["passed"]));
    expect(all).toHaveProperty("daily quota");
    expect(all).not.toHaveProperty("total quota");
  });

  it("end at the one that failed", () => {
    expect(states({ code: "plan_second", status: 429 })).toMatchObject({
      "key has not expired": "passed",
      "plan limit per second": "failed",
      "plan limit per minute": "skipped",
      "daily quota": "skipped",
    });
  });

  it("name a failed quota even without its counter", () => {
    expect(states({ code: "quota_total", checks: null })).toHaveProperty("total quota", "failed");
  });

  it("say that a free endpoint's quotas were not asked", () => {
    expect(states({ counted: false, credits: 0 })).toMatchObject({
      "plan limit per minute": "passed",
      "daily quota": "exempt",
    });
  });

  it("were none where we could not judge", () => {
    expect(new Set(Object.values(states({ code: "unavailable", counted: false })))).toEqual(
      new Set(["skipped"]),
    );
  });

  it("show counters with their limits", () => {
    const daily = stepsOf(entry({})).find((step) => step.name === "daily quota");
    expect(daily?.counter).toBe("9 of 10");
  });
});

it("says in words why a request was answered as it was", () => {
  expect(whyOf(entry({ code: "quota_daily", checks: { daily: [50_000, 50_000] } }))).toBe(
    "The daily quota was reached. 50,000 of 50,000 in the 24 hours before.",
  );
  expect(whyOf(entry({ status: 404 }))).toBe("Admitted; the endpoint refused it.");
  expect(whyOf(entry({ code: "of_another_version" }))).toBe("Latchkey answered by itself.");
});

it("has a reason and something to do for every code", () => {
  for (const code of Object.keys(ERRORS)) {
    expect(whyOf(entry({ code, checks: null })), code).not.toContain("by itself");
    expect(adviceOf({ code, status: 401, keyId: "k" })?.text, code).toBeTruthy();
  }
  expect(adviceOf({ code: null, status: 200, keyId: "k" })).toBeNull();
  expect(adviceOf({ code: null, status: 500, keyId: "k" })?.text).toContain("X-Request-Id");
});

it("sends nobody to the dashboard, where they are, but to the key's own settings", () => {
  for (const code of Object.keys(ERRORS)) {
    const advice = adviceOf({ code, status: 401, keyId: "k" })!;
    expect(advice.text).not.toContain("dashboard");
    if (code.startsWith("quota_")) {
      expect(advice.link).toEqual({
        words: "raise it in the key's settings",
        href: "/dashboard/keys/k#quota-fields",
      });
    }
  }
});

it("says when the next capacity comes, where time helps", () => {
  const at = "2026-05-20T12:00:00.000Z";
  const [code, checks] = ["ip_blocked", { retryMs: 90_000 }] as const;
  expect(retryAtOf({ at, checks, code })).toEqual(new Date("2026-05-20T12:01:30Z"));
  expect(retryAtOf({ at, checks: { daily: [1, 1] }, code: null })).toBeNull();
  // Nobody knows when a suspension ends.
  expect(retryAtOf({ at, checks, code: "account_suspended" })).toBeNull();
});
