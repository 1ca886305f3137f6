import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { copyRows } from "@/test/copy-rows";
import { requestRow } from "@/test/request-row";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { TTFB_ERROR } from "@/lib/requests/writing/histogram";
import { RANGES } from "./schema";
import { categoryShares, keyShares } from "./shares";
import { traffic } from "./traffic";

const db = testDatabase();
const HOUR_MS = 3_600_000;
const ZONES = ["UTC", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe"];

interface Row {
  agoMs?: number;
  status?: number;
  code?: string;
  credits?: number;
  durationMs?: number;
}

async function setUp() {
  const account = await makeAccount(db);
  const key = await makeKey(account.ctx, { alias: "web", category: "production" });
  const write = (rows: Row[], keyId = key.id) =>
    copyRows(
      db.$client,
      uuidv7(),
      rows.map(({ agoMs = 0, status = 200, code = null, credits = 0, durationMs = 1 }) =>
        requestRow({
          atMs: Date.now() - agoMs,
          accountId: account.accountId,
          keyId,
          status,
          code,
          durationMs,
          credits,
          counted: code === null || code === "bad_gateway",
          leased: false,
        }),
      ),
    );
  return { ...account, key, write };
}

it("counts each request once, in its bucket and under its outcome, in every zone", async () => {
  const { accountId, ctx, key, write } = await setUp();
  const ci = await makeKey(ctx, { alias: "ci", category: "staging" });
  await write([
    { credits: 3 },
    { status: 302 },
    { status: 404 },
    { status: 502, code: "bad_gateway" },
    { status: 429, code: "plan_minute" },
  ]);
  await write([{ status: 401, code: "quota_daily" }, { credits: 1 }], ci.id);
  for (const range of RANGES) {
    for (const timeZone of ZONES) {
      const report = await traffic({ db, accountId, range, timeZone });
      expect(report.total).toMatchObject({
        requests: 7,
        admitted: 5,
        credits: 4,
        outcomes: {
          ok: 3,
          client_error: 1,
          server_error: 1,
          rejected_plan: 1,
          rejected_quota: 1,
          rejected_key: 0,
          rejected_other: 0,
        },
      });
      expect(report.buckets.reduce((sum, bucket) => sum + bucket.requests, 0)).toBe(7);
      expect(new Set(report.rejections.map(({ code }) => code))).toEqual(
        new Set(["plan_minute", "quota_daily"]),
      );
      const ofKey = await traffic({ db, accountId, keyId: key.id, range, timeZone });
      expect(ofKey.total.requests).toBe(5);
    }
  }
});

it("tells of the time before as of a range of its own, and of no other account", async () => {
  const { accountId, key, write } = await setUp();
  const stranger = await setUp();
  await write([{}, { agoMs: 26 * HOUR_MS }, { agoMs: 8.5 * 24 * HOUR_MS, credits: 2 }]);
  await stranger.write([{}]);
  const counts = async (range: (typeof RANGES)[number]) => {
    const { total, previous } = await traffic({ db, accountId, range, timeZone: "Europe/Berlin" });
    return [total.requests, previous.requests, previous.credits];
  };
  expect(await counts("24h")).toEqual([1, 1, 0]);
  expect(await counts("7d")).toEqual([2, 1, 2]);
  expect(await counts("30d")).toEqual([3, 0, 0]);
  const asStranger = { db, accountId: stranger.accountId, keyId: key.id };
  const stolen = await traffic({ ...asStranger, range: "30d", timeZone: "UTC" });
  expect(stolen.total.requests).toBe(0);
});

it("measures the time to first byte of admitted requests only, as exactly as it says", async () => {
  const { accountId, write } = await setUp();
  await write(Array.from({ length: 100 }, (_, i) => ({ durationMs: i + 1 })));
  await write([{ durationMs: 9_999, code: "quota_total", status: 401 }]);
  const { total } = await traffic({ db, accountId, range: "24h", timeZone: "UTC" });
  expect(total.admitted).toBe(100);
  const exact = { p50Ms: 50, p95Ms: 95, p99Ms: 99 };
  for (const [name, ms] of Object.entries(exact)) {
    const told = total.ttfb[name as keyof typeof exact]!;
    expect(Math.abs(told - ms) / ms).toBeLessThanOrEqual(TTFB_ERROR);
  }
});

it("shares out to keys and categories what it counts in all, over days and their ragged ends", async () => {
  const { accountId, ctx, key, write } = await setUp();
  const ci = await makeKey(ctx, { alias: "ci", category: "staging" });
  const stranger = await setUp();
  await stranger.write([{}]);
  for (const agoMs of [0, 5, 30, 50, 100, 400, 700].map((hours) => hours * HOUR_MS)) {
    await write([
      { agoMs, credits: 3, durationMs: 20 },
      { agoMs, status: 500 },
    ]);
    await write([{ agoMs, status: 401, code: "quota_daily" }], ci.id);
  }
  const day = (agoDays: number) =>
    new Date(Date.now() - agoDays * 24 * HOUR_MS).toISOString().slice(0, 10);
  const chosen = [
    { firstDay: day(5), lastDay: day(1) },
    { firstDay: day(1), lastDay: day(0) },
  ];
  for (const range of [...RANGES, ...chosen]) {
    for (const timeZone of ZONES) {
      const asked = { db, accountId, range, timeZone };
      const { total, from, to } = await traffic(asked);
      const { shares, span, keys } = await keyShares(asked, { rows: 100, page: 1 });
      const { shares: categories, span: ofCategories } = await categoryShares(asked);
      expect(keys).toBe(2);
      for (const one of [span, ofCategories]) {
        expect(one.from).toBe(from);
        // One that ends now ends a moment later with each question.
        expect(Date.parse(one.to) - Date.parse(to)).toBeLessThan(60_000);
      }
      for (const list of [shares, categories]) {
        const sum = (figure: (share: (typeof list)[number]) => number) =>
          list.reduce((all, share) => all + figure(share), 0);
        expect(sum(({ requests }) => requests)).toBe(total.requests);
        expect(sum(({ credits }) => credits)).toBe(total.credits);
        expect(sum(({ succeeded, errors }) => succeeded + errors)).toBe(total.admitted);
      }
      expect(shares[0]).toMatchObject({ id: key.id, name: "web", rejected: 0 });
      expect(categories[0]).toMatchObject({ id: "production", ttfb: shares[0]!.ttfb });
      expect(shares[1]).toMatchObject({ succeeded: 0, ttfb: { p50Ms: null } });
      const pages = await Promise.all([1, 2, 9].map((page) => keyShares(asked, { rows: 1, page })));
      expect(pages.map(({ page }) => page)).toEqual([1, 2, 2]);
      expect(pages.flatMap((one) => one.shares)).toEqual([shares[0], shares[1], shares[1]]);
    }
  }
});

it("takes what a key has done along to the category that it has now, and nothing of other keys", async () => {
  const { accountId, ctx, key, write } = await setUp();
  const ci = await makeKey(ctx, { alias: "ci", category: "staging" });
  const batch = async () => {
    for (const agoMs of [0, 30 * HOUR_MS, 200 * HOUR_MS]) {
      await write([
        { agoMs, credits: 2, durationMs: 20 },
        { agoMs, durationMs: 300 },
      ]);
      await write([{ agoMs, durationMs: 300 }], ci.id);
    }
  };
  const move = async (category: string) => {
    await db.execute(sql`update api_keys set category = ${category} where id = ${key.id}`);
    await batch();
  };
  const shares = async () => {
    const asked = { db, accountId, range: "30d", timeZone: "Asia/Kathmandu" } as const;
    const { shares: byKey } = await keyShares(asked, { rows: 2, page: 1 });
    const { shares: told } = await categoryShares(asked);
    const figuresOf = (id: string) => {
      const { id: _id, name: _name, ...figures } = byKey.find((share) => share.id === id)!;
      return figures;
    };
    return { told, ofKey: figuresOf(key.id), ofCi: figuresOf(ci.id) };
  };
  await batch();
  for (const category of ["free text", "another", "production"]) {
    await move(category);
    const { told, ofKey, ofCi } = await shares();
    const named = (name: string) => ({ id: name, name });
    // Exactly these: what the key has left shows nothing any more.
    expect(told).toEqual([
      { ...named(category), ...ofKey },
      { ...named("staging"), ...ofCi },
    ]);
  }
  await move("staging");
  const { told, ofKey, ofCi } = await shares();
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ id: "staging", requests: ofKey.requests + ofCi.requests });
  expect([ofKey.requests, ofCi.requests, ofKey.credits]).toEqual([30, 15, 30]);
});

it("cuts the day on which clocks change into the hours that it has", async () => {
  const { accountId } = await setUp();
  const hours = async (day: string) => {
    const range = { firstDay: day, lastDay: day };
    return (await traffic({ db, accountId, range, timeZone: "Europe/Berlin" })).buckets.length;
  };
  expect(await hours("2026-03-29")).toBe(23);
  expect(await hours("2025-10-26")).toBe(25);
  expect(await hours("2026-01-15")).toBe(24);
});
