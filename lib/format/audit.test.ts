import { expect, test } from "vitest";
import { changedFields } from "./audit";

test("a change says each field as it was and as it is, moments in the reader's zone", () => {
  const before = { quotaDaily: null, expiresAt: "2030-01-31T22:59:59.000Z", alias: "web" };
  const after = { quotaDaily: 5000, expiresAt: null, alias: "web-prod" };
  expect(changedFields(before, after, "Europe/Berlin")).toEqual([
    { field: "daily", before: "none", after: "5,000" },
    { field: "expiry", before: "2030-01-31 23:59:59 GMT+1", after: "none" },
    { field: "alias", before: "web", after: "web-prod" },
  ]);
});

test("what is new says what was set, and nothing that only a machine reads", () => {
  const after = { alias: "shared", quotaDaily: null, replacesId: "0199…", budget: "shared" };
  expect(changedFields(null, after, "UTC")).toEqual([
    { field: "alias", before: null, after: "shared" },
    { field: "quotas", before: null, after: "on one budget with the old key" },
  ]);
  expect(changedFields({ active: true }, { active: false }, "UTC")).toEqual([]);
});
