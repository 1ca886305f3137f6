import { beforeAll, afterAll, describe, expect, it } from "vitest";
import { sql } from "drizzle-orm";
import { uuidv7 } from "@/lib/ids";
import { makeAccount, type TestAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey, type TestKey } from "@/test/key";
import { type LogFilter, readLogFilter, type SearchParams } from "../schema";
import { findRequest, logFilterChoices, searchRequests } from "./search";

const db = testDatabase();
const NOW = Date.UTC(2026, 4, 20, 12, 0, 0);

let mine: TestAccount;
let other: TestAccount;
let web: TestKey;
let ci: TestKey;

interface Row {
  accountId: string;
  keyId: string;
  atMs: number;
  status?: number;
  code?: string | null;
  method?: string;
  path?: string;
  ip?: string | null;
  checks?: string | null;
}

async function log(row: Row): Promise<string> {
  const id = uuidv7(row.atMs);
  await db.execute(sql`
    insert into request_logs (id, at, account_id, key_id, method, path, status, code, duration_ms,
      ip, credits, counted, user_agent, checks)
    values (${id}, to_timestamp(${row.atMs / 1000}::float8), ${row.accountId}, ${row.keyId},
      ${row.method ?? "GET"}, ${row.path ?? "/api/v1/echo"}, ${row.status ?? 200},
      ${row.code ?? null}, 1.5, ${row.ip ?? "203.0.113.7"}::text::inet, 1, true, 'curl/8.5',
      ${row.checks ?? null})`);
  return id;
}

beforeAll(async () => {
  mine = await makeAccount(db, { cleanup: false });
  other = await makeAccount(db, { cleanup: false });
  web = await makeKey(mine.ctx, { alias: "Web-Prod", category: "production" });
  ci = await makeKey(mine.ctx, { alias: "ci", category: "staging" });
  const theirs = await makeKey(other.ctx, { alias: "web-prod", category: "production" });
  for (let i = 0; i < 47; i++) {
    // Several rows share a millisecond, so that the id has to break ties; some lie days apart.
    const atMs = NOW - Math.floor(i / 4) * 7 * 3_600_000;
    await log({
      accountId: mine.accountId,
      keyId: i % 3 === 0 ? ci.id : web.id,
      atMs,
      status: i % 5 === 0 ? 401 : i % 7 === 0 ? 404 : 200,
      code: i % 5 === 0 ? "quota_daily" : null,
      method: i % 2 === 0 ? "GET" : "POST",
      path: i % 11 === 0 ? "/api/v1/50%_off" : "/api/v1/echo",
      ip: i % 13 === 0 ? "2001:db8::1" : "203.0.113.7",
      checks: i === 1 ? '{"second":[1,5],"daily":[3,10]}' : i === 2 ? "not json" : null,
    });
    await log({ accountId: other.accountId, keyId: theirs.id, atMs });
  }
});

afterAll(async () => {
  await mine.remove();
  await other.remove();
});

const search = (filter: LogFilter, cursor: string | null = null, limit = 5) =>
  searchRequests({ db, accountId: mine.accountId, filter, cursor, limit });

const ids = (page: { entries: Array<{ requestId: string }> }) =>
  page.entries.map((entry) => entry.requestId);

async function forwards(filter: LogFilter, limit: number) {
  const pages = [await search(filter, null, limit)];
  while (pages.at(-1)!.next) pages.push(await search(filter, pages.at(-1)!.next, limit));
  return pages;
}

const FILTERS: Array<[string, SearchParams, number]> = [
  ["all rows", {}, 47],
  ["one key", { key: "web-prod" }, 31],
  ["a category", { category: "staging" }, 16],
  ["a status class", { status: "4XX" }, 15],
];

describe("paging", () => {
  it.each(FILTERS)("covers %s once, newest first, forwards", async (_name, params, count) => {
    for (const limit of [1, 5, 46, 47, 100]) {
      const pages = await forwards(readLogFilter(params).filter, limit);
      const seen = pages.flatMap((page) => page.entries);
      expect(seen).toHaveLength(count);
      expect(new Set(seen.map((entry) => entry.requestId)).size).toBe(count);
      const order = seen.map((entry) => `${entry.at} ${entry.requestId}`);
      expect(order).toEqual([...order].sort().reverse());
      expect(pages[0]!.previous).toBeNull();
      expect(pages.at(-1)!.next).toBeNull();
    }
  });

  it.each(FILTERS)("goes back through the very pages it came by, for %s", async (_name, params) => {
    const { filter } = readLogFilter(params);
    const pages = await forwards(filter, 5);
    for (let i = pages.length - 1; i > 0; i--) {
      const back = await search(filter, pages[i]!.previous, 5);
      expect(ids(back)).toEqual(ids(pages[i - 1]!));
      expect(back.next).not.toBeNull();
      const onwards = await search(filter, back.next, 5);
      expect(ids(onwards)).toEqual(ids(pages[i]!));
    }
  });

  it("loses nothing where a search stops before its page is full, in both directions", async () => {
    const { filter } = readLogFilter({ method: "POST" });
    const step = (cursor: string | null) =>
      searchRequests({
        db,
        accountId: mine.accountId,
        filter,
        cursor,
        limit: 5,
        nowMs: NOW + 60_000,
        patience: { rows: 5, budgetMs: 0 },
      });
    const forth = [await step(null)];
    while (forth.at(-1)!.next) forth.push(await step(forth.at(-1)!.next));
    const seen = forth.flatMap(ids);
    expect(seen).toHaveLength(23);
    expect(new Set(seen).size).toBe(23);
    const short = forth.filter((page) => page.searchedTo !== null);
    expect(short.length).toBeGreaterThan(2);
    expect(short.every((page) => page.next !== null && page.entries.length < 5)).toBe(true);
    expect(forth.at(-1)!.searchedTo).toBeNull();

    const oldest = forth.at(-1)!.entries.at(-1)!.requestId;
    const back = [await step(forth.at(-1)!.previous)];
    while (back.at(-1)!.previous) back.push(await step(back.at(-1)!.previous));
    const again = new Set(back.flatMap(ids));
    for (const id of seen)
      if (id !== oldest && !ids(forth.at(-1)!).includes(id)) expect(again).toContain(id);
  });

  it("is not disturbed by rows that arrive meanwhile", async () => {
    const account = await makeAccount(db);
    const key = await makeKey(account.ctx);
    const add = (atMs: number) => log({ accountId: account.accountId, keyId: key.id, atMs });
    const page = (cursor: string | null) =>
      searchRequests({ db, accountId: account.accountId, filter: {}, cursor, limit: 2 });
    for (let i = 0; i < 4; i++) await add(NOW - i * 1000);
    const first = await page(null);
    const newest = await add(NOW + 1000);
    const second = await page(first.next);
    expect(ids(second)).not.toContain(newest);
    expect(second.next).toBeNull();
    const back = await page(second.previous);
    expect(ids(back)).toEqual(ids(first));
    expect(ids(await page(back.previous))).toEqual([newest]);
  });

  it("begins at the newest row with a cursor that is not ours", async () => {
    const first = await search({});
    for (const cursor of ["", "x", "%00", "e30", "a".repeat(5000), btoa('{"go":"older"}')]) {
      expect(ids(await search({}, cursor))).toEqual(ids(first));
    }
  });
});

describe("filters", () => {
  const count = async (params: SearchParams) =>
    (await search(readLogFilter(params).filter, null, 100)).entries.length;

  it("finds a key by its alias without regard to case, and by its id", async () => {
    expect(await count({ key: "WEB-PROD" })).toBe(31);
    expect(await count({ key: web.id })).toBe(31);
    expect(await count({ key: ci.id.toUpperCase() })).toBe(16);
  });

  it("combines what it is given", async () => {
    expect(await count({ status: "401" })).toBe(10);
    expect(await count({ code: "quota_daily" })).toBe(10);
    expect(await count({ method: "post" })).toBe(23);
    expect(await count({ ip: "2001:db8::/32" })).toBe(4);
    expect(await count({ ip: "203.0.113.7", status: "4xx", key: "ci" })).toBeGreaterThan(0);
  });

  it("takes a path to the letter, not as a pattern", async () => {
    expect(await count({ path: "50%_" })).toBe(5);
    expect(await count({ path: "5_%" })).toBe(0);
  });

  it("takes `from` in and leaves `to` out", async () => {
    const at = new Date(NOW).toISOString();
    expect(await count({ from: at })).toBe(4);
    expect(await count({ to: at })).toBe(43);
  });

  it("finds one request by its id", async () => {
    const [entry] = (await search({})).entries;
    expect(await count({ request: entry!.requestId })).toBe(1);
    expect(await count({ request: uuidv7() })).toBe(0);
  });

  it("finds rows of more keys than are merged one by one", async () => {
    const account = await makeAccount(db);
    for (let i = 0; i < 40; i++) {
      const key = await makeKey(account.ctx, { category: i % 2 === 0 ? "even" : "many" });
      const row = { accountId: account.accountId, keyId: key.id, atMs: NOW - i * 86_400_000 };
      await log(row);
      if (i % 2 === 0) await makeKey(account.ctx, { category: "even" });
    }
    const { filter } = readLogFilter({ category: "even" });
    const page = await searchRequests({ db, accountId: account.accountId, filter, limit: 30 });
    expect(page.entries).toHaveLength(20);
    expect(page.entries.every((entry) => entry.category === "even")).toBe(true);
  });

  it("says when no key is meant, rather than show none of its requests", async () => {
    expect((await search({ key: "nobody" })).problem).toBe("unknown_key");
    expect((await search({ key: ci.id, category: "production" })).problem).toBe("unknown_key");
  });
});

describe("an account's log", () => {
  it("holds no row of another account, whichever way it is asked", async () => {
    const theirs = await searchRequests({
      db,
      accountId: other.accountId,
      filter: {},
      limit: 100,
    });
    const request = theirs.entries[0]!;
    expect((await search({ request: request.requestId })).entries).toEqual([]);
    const asked = { db, accountId: mine.accountId, requestId: request.requestId };
    expect(await findRequest(asked)).toBeNull();
    expect(await findRequest({ ...asked, accountId: other.accountId })).toEqual(request);
    expect(await findRequest({ ...asked, requestId: "no id" })).toBeNull();
    expect((await search({ key: request.keyId })).problem).toBe("unknown_key");
    const all = (await search({}, null, 100)).entries;
    const foreign = new Set(ids(theirs));
    expect(all.filter((entry) => foreign.has(entry.requestId))).toEqual([]);
    // A cursor made in one account shows nothing of it in another.
    const page = await search({}, theirs.next ?? theirs.previous, 100);
    expect(page.entries.every((entry) => !foreign.has(entry.requestId))).toBe(true);
  });

  it("offers only its own keys and categories to filter by", async () => {
    const choices = await logFilterChoices({ db, accountId: mine.accountId });
    expect(choices.keys).toEqual(["ci", "Web-Prod"]);
    expect(choices.categories).toEqual(["production", "staging"]);
  });

  it("reads the counters of a decision, and does without those it cannot read", async () => {
    const { entries } = await search({}, null, 100);
    const checks = entries.map((entry) => entry.checks).filter((value) => value !== null);
    expect(checks).toEqual([{ second: [1, 5], daily: [3, 10] }]);
  });
});
