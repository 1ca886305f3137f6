import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { collect } from "@/test/collect";
import { testDatabase } from "@/test/database";
import { heldPages, PAGE_ROWS } from "./held-rows";

const db = testDatabase();
const TIMEOUT = { timeoutMs: 60_000 };

const numbers = (upTo: number) => sql`select n from generate_series(1, ${upTo}::int) n order by n`;

test.each([0, 1, PAGE_ROWS, PAGE_ROWS + 1])(
  "%d rows come in their order, in pages that hold so many at most",
  async (count) => {
    const sizes: number[] = [];
    const seen: number[] = [];
    for await (const page of heldPages<{ n: number }>(db, numbers(count), TIMEOUT)) {
      sizes.push(page.length);
      seen.push(...page.map(({ n }) => n));
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(PAGE_ROWS);
  },
);

test("nothing is open while a reader is slow, and no page is read before it is asked for", async () => {
  const pages = heldPages<{ pid: number }>(
    db,
    sql`select pg_backend_pid() as pid from generate_series(1, ${3 * PAGE_ROWS}::int)`,
    TIMEOUT,
  );
  const { pid } = (await pages.next()).value![0]!;
  const own = await db.execute<{ state: string; query: string }>(
    sql`select state, query from pg_stat_activity where pid = ${pid}`,
  );
  expect(own).toMatchObject([{ state: "idle", query: expect.stringContaining("fetch") }]);
  const [open] = await db.execute<{ xid: string | null }>(
    sql`select backend_xmin::text as xid from pg_stat_activity where pid = ${pid}`,
  );
  expect(open!.xid).toBeNull();
  await pages.return(undefined);
});

test("who stops early, or whose statement fails, leaves the connection as it was", async () => {
  const failing = sql`select 1 / (n - ${2 * PAGE_ROWS}::int) from generate_series(1, ${2 * PAGE_ROWS}::int) n`;
  for (let i = 0; i < 8; i++) {
    for await (const page of heldPages(db, numbers(2 * PAGE_ROWS), TIMEOUT)) {
      expect(page).toHaveLength(PAGE_ROWS);
      break;
    }
    await expect(collect(heldPages(db, failing, TIMEOUT))).rejects.toThrow("division by zero");
  }
  const [left] = await db.execute<{ cursors: number }>(
    sql`select count(*)::int as cursors from pg_cursors where name like 'latchkey%'`,
  );
  expect(left).toEqual({ cursors: 0 });
});

test("what takes longer than it may is ended at the server, and the connection goes on", async () => {
  const endless = sql`select pg_sleep(600), 'held-rows' as mark`;
  await expect(collect(heldPages(db, endless, { timeoutMs: 50 }))).rejects.toThrow(
    "the list took longer than 50 ms",
  );
  const [running] = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from pg_stat_activity
      where state = 'active' and query like 'declare%held-rows%'`,
  );
  expect(running).toEqual({ n: 0 });
  expect(await collect(heldPages(db, numbers(1), TIMEOUT))).toHaveLength(1);
});
