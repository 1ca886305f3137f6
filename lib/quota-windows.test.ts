import { expect, test } from "vitest";
import { ERRORS } from "./errors";
import {
  byQuota,
  byQuotaCode,
  byQuotaField,
  byRolling,
  LONGEST_HOURS,
  QUOTA_NAMES,
  QUOTA_WINDOWS,
  type QuotaCode,
  type QuotaField,
  quotaLabel,
  type QuotaName,
  ROLLING_NAMES,
  type RollingName,
  spanWords,
} from "./quota-windows";

test("quotas are told in the order in which they are checked, and all but the all-time one roll", () => {
  expect(QUOTA_NAMES).toEqual(["total", "daily", "weekly", "monthly"]);
  expect(ROLLING_NAMES).toEqual(["daily", "weekly", "monthly"]);
  expect(LONGEST_HOURS).toBe(720);
});

test("what is said of each quota stands under its name, its field or its code, in that order", () => {
  expect(Object.entries(byQuota((name) => name))).toEqual(QUOTA_NAMES.map((name) => [name, name]));
  expect(byRolling((name) => QUOTA_WINDOWS[name].hours)).toEqual({
    ...{ daily: 24, weekly: 168, monthly: 720 },
  });
  expect(Object.entries(byQuotaField((name) => name))).toEqual([
    ["quotaTotal", "total"],
    ["quotaDaily", "daily"],
    ["quotaWeekly", "weekly"],
    ["quotaMonthly", "monthly"],
  ]);
  expect(Object.keys(byQuotaCode(() => 0))).toEqual([
    ...["quota_total", "quota_daily", "quota_weekly", "quota_monthly"],
  ]);
});

test("each has a name for people, and one that rolls its length", () => {
  expect(QUOTA_NAMES.map(quotaLabel)).toEqual([
    ...["Total quota", "Daily quota", "Weekly quota", "Monthly quota"],
  ]);
  expect(ROLLING_NAMES.map(spanWords)).toEqual([
    ...["in any 24 hours", "in any 7 days", "in any 30 days"],
  ]);
});

test("what people read of a window's length is how long it is", () => {
  const HOURS = { hour: 1, hours: 1, day: 24, days: 24 };
  for (const name of ROLLING_NAMES) {
    const { hours, span } = QUOTA_WINDOWS[name];
    const [count, unit] = span.split(" ");
    expect([name, Number(count) * HOURS[unit as keyof typeof HOURS]]).toEqual([name, hours]);
  }
});

test("each quota has an answer of its own where it is reached", () => {
  const answers = byQuotaCode((name) => `Rate limit exceeded: quota ${name}`);
  for (const [code, error] of Object.entries(answers)) {
    expect(ERRORS[code as QuotaCode]).toMatchObject({ status: 401, error });
  }
});

test("a map that forgets a window does not compile", () => {
  const known = { total: 0, daily: 0, weekly: 0, monthly: 0 } satisfies Record<QuotaName, number>;
  // @ts-expect-error a quota is missing
  const forgotten = { total: 0, daily: 0, weekly: 0 } satisfies Record<QuotaName, number>;
  // @ts-expect-error the all-time quota does not roll
  const rolling: RollingName = "total";
  // @ts-expect-error there is no such window
  const unknown: QuotaField = "quotaYearly";
  expect([known, forgotten, rolling, unknown]).toHaveLength(4);
});
