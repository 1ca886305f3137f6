import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { type ExportFormat, exportFileName, exportRequests } from "./export";
import { readLogFilter, type SearchParams } from "../schema";
import { tailRequests } from "./tail";

const db = testDatabase();
const NOW = Date.UTC(2026, 4, 20, 12, 0, 0);

/** An account with a key, and as many rows as are asked for, a second apart. */
async function accountWithRows(count: number, { alias = "web", userAgent = "curl/8.5" } = {}) {
  const account = await makeAccount(db);
  const key = await makeKey(account.ctx, { alias });
  const add = (atMs: number, rows = 1) =>
    db.execute(sql`
      insert into request_logs (id, at, account_id, key_id, method, path, status, code,
        duration_ms, ip, credits, counted, user_agent)
      select gen_random_uuid(), to_timestamp(${atMs / 1000}::float8) - n * interval '1 second',
        ${account.accountId}, ${key.id}, 'GET', '/api/v1/echo', case n % 10 when 0 then 500 else 200 end,
        null, 1.5, '203.0.113.7', 1, true, ${userAgent}
      from generate_series(0, ${rows - 1}::int) n`);
  if (count > 0) await add(NOW, count);
  return { accountId: account.accountId, add };
}

async function exported(accountId: string, format: ExportFormat, params: SearchParams = {}) {
  const { filter } = readLogFilter(params);
  const pieces = [];
  for await (const piece of exportRequests({ db, accountId, filter, format })) pieces.push(piece);
  return { text: Buffer.concat(pieces).toString("utf8"), pieces: pieces.length };
}

const lines = (text: string) => text.split(/\r?\n/).slice(0, -1);

describe("an export", () => {
  it("holds every row that the filter finds once, newest first, in pieces", async () => {
    const { accountId } = await accountWithRows(2_345);
    const all = await exported(accountId, "ndjson");
    const entries = lines(all.text).map(
      (line) => JSON.parse(line) as { requestId: string; at: string },
    );
    expect(entries).toHaveLength(2_345);
    expect(new Set(entries.map((entry) => entry.requestId)).size).toBe(2_345);
    expect(entries.map((entry) => entry.at)).toEqual(
      entries
        .map((entry) => entry.at)
        .sort()
        .reverse(),
    );
    expect(all.pieces).toBe(3);
    const failed = await exported(accountId, "csv", { status: "5xx" });
    expect(lines(failed.text)).toHaveLength(1 + 235);
  });

  it("is a header and nothing more where there is nothing", async () => {
    const { accountId } = await accountWithRows(0);
    expect((await exported(accountId, "csv")).text).toMatch(/^time,request_id,[a-z_,]+\r\n$/);
    expect((await exported(accountId, "ndjson")).text).toBe("");
    expect(lines((await exported(accountId, "csv", { key: "nobody" })).text)).toHaveLength(1);
  });

  it("holds no row of another account, whatever is asked for", async () => {
    const mine = await accountWithRows(1);
    const other = await accountWithRows(3, { alias: "theirs" });
    const [row] = lines((await exported(other.accountId, "ndjson")).text);
    const { keyId, requestId } = JSON.parse(row!) as { keyId: string; requestId: string };
    expect((await exported(mine.accountId, "ndjson", { key: keyId })).text).toBe("");
    expect((await exported(mine.accountId, "ndjson", { request: requestId })).text).toBe("");
    expect(lines((await exported(mine.accountId, "ndjson")).text)).toHaveLength(1);
  });

  it("gives spreadsheets no formula to run, and keeps quotes and commas in their field", async () => {
    const { accountId } = await accountWithRows(1, {
      alias: '@SUM(1+1)*cmd|" /C calc"',
      userAgent: '=HYPERLINK("http://evil.example","a, b")',
    });
    const [, row] = lines((await exported(accountId, "csv")).text);
    expect(row).toContain(`,"'@SUM(1+1)*cmd|"" /C calc""",`);
    expect(row).toContain(`,"'=HYPERLINK(""http://evil.example"",""a, b"")"`);
    expect(row).toMatch(/^2026-05-20T12:00:00\.000Z,/);
    // Programs get what was sent.
    expect((await exported(accountId, "ndjson")).text).toContain('"userAgent":"=HYPERLINK(');
  });

  it.each([
    ["=1+1", "'=1+1"],
    ["+1+1", "'+1+1"],
    ["-1+1", "'-1+1"],
    ["@SUM(1)", "'@SUM(1)"],
    ["\t=1+1", "\\x09=1+1"],
    ["\r=1+1", "\\x0d=1+1"],
    ["\n=1+1", "\\x0a=1+1"],
    ["a;=1+1", "a;'=1+1"],
    ["a; +1+1", "a; '+1+1"],
    ["a\t@SUM(1)", "a\\x09@SUM(1)"],
    ["a\u009b31m\u202e=1", "a\\x9b31m\\u202e=1"],
    ["a-b=c;d", "a-b=c;d"],
  ])("tells spreadsheets %j as text, and programs as it was sent", async (userAgent, cell) => {
    const { accountId } = await accountWithRows(1, { userAgent });
    expect((await exported(accountId, "csv")).text.endsWith(`,true,${cell}\r\n`)).toBe(true);
    const [row] = lines((await exported(accountId, "ndjson")).text);
    expect(JSON.parse(row!)).toMatchObject({ userAgent });
    // As JSON's escapes, so that no terminal obeys it.
    expect(row).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it("reads no further than its reader, and stops when the reader goes", async () => {
    const { accountId } = await accountWithRows(2_500);
    const pieces = exportRequests({ db, accountId, filter: {}, format: "ndjson" });
    expect((await pieces.next()).done).toBe(false);
    await pieces.return();
    expect((await pieces.next()).done).toBe(true);
  });

  it("has a name that says what it is and when it was made", () => {
    expect(exportFileName("csv", new Date(NOW))).toBe("latchkey-requests-2026-05-20T12-00-00Z.csv");
  });
});

describe("a live log", () => {
  const look = (
    accountId: string,
    sinceMs: number | null,
    nowMs: number,
    params: SearchParams = {},
  ) => tailRequests({ db, accountId, filter: readLogFilter(params).filter, sinceMs, nowMs });

  it("shows what has come since the last look, also what comes late, within its filters", async () => {
    const { accountId, add } = await accountWithRows(0);
    await add(NOW - 600_000);
    const first = await look(accountId, null, NOW);
    expect(first).toMatchObject({ entries: [], isFull: false, atMs: NOW });
    await add(NOW + 1_000);
    // Arrived before the last look, and was answered after it.
    await add(NOW - 20_000);
    const second = await look(accountId, first.atMs, NOW + 2_000);
    expect(second.entries.map((entry) => entry.at)).toEqual([
      "2026-05-20T12:00:01.000Z",
      "2026-05-20T11:59:40.000Z",
    ]);
    expect((await look(accountId, NOW, NOW + 2_000, { status: "4xx" })).entries).toEqual([]);
    expect((await look(accountId, NOW, NOW + 2_000, { key: "nobody" })).problem).toBe(
      "unknown_key",
    );
  });

  it("is capped, and says when more came than it shows", async () => {
    const { accountId, add } = await accountWithRows(0);
    await add(NOW, 150);
    const full = await look(accountId, NOW - 120_000, NOW);
    expect(full.entries).toHaveLength(100);
    expect(full.isFull).toBe(true);
  });

  it("goes back a few minutes at most, and never into another account", async () => {
    const { accountId, add } = await accountWithRows(0);
    await add(NOW - 3_600_000);
    const other = await accountWithRows(3);
    const found = await look(accountId, 0, NOW);
    expect(found.entries).toEqual([]);
    expect((await look(other.accountId, NOW, NOW)).entries).toHaveLength(3);
    expect((await look(accountId, NOW, NOW, { request: uuidv7(NOW) })).entries).toEqual([]);
  });
});
