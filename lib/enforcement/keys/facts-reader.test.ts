import { expect, test } from "vitest";
import type { KeyRow } from "@/db/queries/enforcement";
import { byQuota, byQuotaCode } from "@/lib/quota-windows";
import { FactsReader } from "./facts-reader";

const row = (over: Partial<KeyRow> = {}): KeyRow => ({
  id: "id",
  alias: "alias",
  category: "production",
  active: true,
  suspended: false,
  deactivate_at: null,
  expires_at: new Date(1_000),
  ...byQuotaCode(() => null),
  quota_daily: "1000000000000",
  account_id: "account",
  account_name: "Ada",
  plan: "free",
  per_second: 5,
  per_minute: 100,
  ...over,
});

test("a row becomes facts: numbers, Unix milliseconds, and whether any quota is set", () => {
  expect(new FactsReader().read(row())).toEqual({
    id: "id",
    alias: "alias",
    category: "production",
    suspended: false,
    active: true,
    deactivateAtMs: null,
    expiresAtMs: 1_000,
    quotas: { ...byQuota(() => null), daily: 1_000_000_000_000 },
    capped: true,
    account: { id: "account", name: "Ada" },
    plan: { name: "free", perSecond: 5, perMinute: 100 },
  });
  expect(new FactsReader().read(row({ quota_daily: null })).capped).toBe(false);
});

test("what keys have in common is one object, and what differs is not", () => {
  const reader = new FactsReader();
  const one = reader.read(row());
  const same = reader.read(row({ id: "other" }));
  expect(same.account).toBe(one.account);
  expect(same.plan).toBe(one.plan);
  expect(same.quotas).toBe(one.quotas);
  expect(same.expiresAtMs).toBe(1_000);
  expect(reader.read(row({ expires_at: null, active: false }))).toMatchObject({
    expiresAtMs: null,
    active: false,
  });
  expect(one.active).toBe(true);
  const renamed = reader.read(row({ account_name: "Grace", per_second: 6, quota_daily: "7" }));
  expect(renamed.account).toEqual({ id: "account", name: "Grace" });
  expect(renamed.plan.perSecond).toBe(6);
  expect(renamed.quotas.daily).toBe(7);
  expect(one.account.name).toBe("Ada");
});
