import { expect, test } from "vitest";
import { readLogFilter } from "@/lib/requests/schema";
import type { Fact } from "./matter";
import { lineOf, summaryOf } from "./words";

const NOW = Date.UTC(2026, 10, 24, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const at = (ms: number) => new Date(NOW + ms);
const reading = { nowMs: NOW, timeZone: "Europe/Berlin", mayUnblock: true };

const keyId = "01900000-0000-7000-8000-000000000000";
const keyed = { keyId, alias: "web-prod" };
const hour = { refused: 50, since: at(-HOUR_MS) };
const blocked = {
  kind: "blocked",
  address: "10.2.0.7",
  until: at(20 * MINUTE_MS),
  refused: 118,
  keys: 8,
  mayLift: true,
} as const satisfies Fact;
const rotation = {
  ...{ kind: "rotation", ...keyed, since: at(-2 * DAY_MS), offAt: null },
  ...{ callers: 1, caller: "192.0.2.8" },
} as const satisfies Fact;
const filling = { kind: "filling", ...keyed, quota: "daily", used: 84, limit: 100 } as const;
const expiring = {
  kind: "expiring",
  ...keyed,
  at: at(5 * DAY_MS),
  lastUsedAt: at(-21 * MINUTE_MS),
  isReplaced: false,
} as const;

test.each<[Fact, string, string]>([
  [
    blocked,
    "Address blocked until 13:20. [118 requests refused] in the last hour, from 8 of your keys.",
    "Unblock",
  ],
  [
    { ...blocked, refused: 0, keys: 1, mayLift: false },
    "Address blocked until 13:20, [used by 1 of your keys]; nothing refused in the last hour.",
    "See them",
  ],
  [
    { kind: "reached", ...keyed, quota: "total", freesAt: null, ...hour },
    "Total quota reached. [50 requests refused] since 12:00.",
    "Raise quota",
  ],
  [
    { kind: "reached", ...keyed, quota: "daily", freesAt: at(HOUR_MS), ...hour, refused: 1 },
    "Daily quota reached, room again at 14:00. [1 request refused] since 12:00.",
    "Raise quota",
  ],
  [
    { kind: "expired", ...keyed, at: at(-3 * HOUR_MS), ...hour },
    "Expired 3 h ago, and still called. [50 requests refused] since 12:00.",
    "See them",
  ],
  [
    { kind: "off", ...keyed, ...hour },
    "Switched off, and still called. [50 requests refused] since 12:00.",
    "See them",
  ],
  [
    { kind: "failing", method: "GET", path: "/api/v1/report", answers: 258, failed: 31 },
    "[12 % of answers were 5xx] in the last hour, 31 of 258.",
    "See them",
  ],
  [
    { ...filling, fullAt: at(4 * HOUR_MS) },
    "Daily quota 84 % used, [full at 17:00] at this rate.",
    "What if",
  ],
  [{ ...filling, fullAt: null }, "Daily quota [84 % used], not full at this rate.", "What if"],
  [expiring, "Expires in 5 d, [used 21 min ago].", "Rotate"],
  [
    { ...expiring, isReplaced: true },
    "Expires in 5 d, [used 21 min ago]; its replacement is made.",
    "Continue",
  ],
  [rotation, "Rotation open 2 d. [1 caller left] on the old key, 192.0.2.8.", "Continue"],
  [
    { ...rotation, callers: 3, offAt: at(HOUR_MS) },
    "Rotation open 2 d, off at 14:00. [3 callers left] on the old key.",
    "Continue",
  ],
  [
    { ...rotation, callers: 0, caller: null },
    "Rotation open 2 d. [No caller left] on the old key.",
    "Continue",
  ],
])("%o reads as it should", (fact, sentence, action) => {
  const { before, figure, after, action: offered } = lineOf(fact, reading);
  expect(`${before}[${figure.text}]${after}`).toBe(sentence);
  expect(offered.label).toBe(action);
});

test.each<[Fact, object]>([
  [blocked, { ip: "10.2.0.7", code: "ip_blocked", last: "1h" }],
  [
    { kind: "reached", ...keyed, quota: "total", freesAt: null, ...hour },
    { key: keyId, code: "quota_total", from: at(-HOUR_MS) },
  ],
  [
    { kind: "failing", method: "GET", path: "/api/v1/a?b", answers: 30, failed: 31 },
    { status: { min: 500, max: 599 }, method: "GET", path: "/api/v1/a?b", last: "1h" },
  ],
  [
    { ...filling, quota: "weekly", fullAt: null },
    { key: keyId, last: "7d" },
  ],
  [expiring, { key: keyId }],
  [rotation, { key: keyId, last: "24h" }],
])("the figure of %o leads to a filter that the log understands", (fact, filter) => {
  const url = new URL(lineOf(fact, reading).figure.href, "http://latchkey.invalid");
  expect(url.pathname).toBe("/dashboard/keys/logs");
  const read = readLogFilter(Object.fromEntries(url.searchParams));
  expect(read.ignored).toEqual([]);
  expect(read.filter).toEqual(filter);
});

test("who came by a portal link is offered no block to lift", () => {
  const { action } = lineOf(blocked, { ...reading, mayUnblock: false });
  expect(action).toMatchObject({ kind: "link", label: "See them" });
});

test("actions lead to the quota field and to the rotation", () => {
  const hrefOf = (fact: Fact) => {
    const { action } = lineOf(fact, reading);
    return action.kind === "link" ? action.href : null;
  };
  expect(hrefOf({ ...filling, fullAt: null })).toBe(`/dashboard/keys/${keyId}#quota-fields`);
  expect(hrefOf(expiring)).toBe(`/dashboard/keys/${keyId}/rotate`);
  expect(hrefOf(rotation)).toBe(`/dashboard/keys/${keyId}/rotate`);
});

test("the summary counts each rank that there is", () => {
  expect(summaryOf([])).toBe("");
  expect(summaryOf([blocked, blocked, rotation])).toBe("2 refusing now, 1 to finish");
});
