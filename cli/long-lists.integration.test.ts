import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PAGE_ROWS } from "@/db/held-rows";
import { accountPages } from "@/lib/accounts/list";
import { ipBlockPages } from "@/lib/ip-blocks/list";
import { listKeys } from "@/lib/keys/list";
import { checkUsage } from "@/lib/usage/check";
import { makeAccount, type TestAccount } from "@/test/account";
import { runCli } from "@/test/cli";
import { type OwnDatabase, ownDatabase } from "@/test/database";

/** Two full pages, and one row. */
const MANY = 2 * PAGE_ROWS + 1;

let own: OwnDatabase;
let account: TestAccount;

/** An id of a number that follows those of the numbers before it. */
const id = (n: string) =>
  sql.raw(`('01930000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`);

beforeAll(async () => {
  own = await ownDatabase();
  const { db } = own;
  account = await makeAccount(db, { cleanup: false });
  const numbers = sql`generate_series(1, ${MANY - 1}::int) n`;
  await db.execute(sql`
    insert into accounts (id, name, plan) select ${id("n")}, 'Account ' || n, 'free' from ${numbers}`);
  await db.execute(sql`
    insert into ip_blocks (ip, until, failures)
    select '10.1.' || n / 256 || '.' || n % 256, now() + n % 7 * interval '1 hour' + interval '1 day', 20
    from ${numbers}`);
  await db.execute(sql`insert into quota_budgets (id) select ${id("n")} from ${numbers}`);
  await db.execute(sql`
    insert into api_keys
      (id, account_id, alias, category, hash, prefix, last_four, budget_id, created_at)
    select ${id("n")}, ${account.accountId}, 'key ' || n, 'production', sha256(n::text::bytea), 'lk', 'abcd',
      ${id("n")}, now() - n % 5 * interval '1 hour'
    from ${numbers}`);
});
afterAll(() => own.remove());

/** Of no page more than that is held at once. */
async function sizesOf(pages: AsyncIterable<readonly unknown[]>): Promise<number[]> {
  const sizes: number[] = [];
  for await (const page of pages) sizes.push(page.length);
  return sizes;
}

test("accounts, keys, blocks and checks come in pages, and none is longer than another's", async () => {
  const { db } = own;
  const { accountId } = account;
  const [full, keys] = [PAGE_ROWS, { ctx: { db, accountId } }];
  expect(await sizesOf(accountPages({ db }))).toEqual([full, full, 1]);
  expect(await sizesOf(listKeys(keys))).toEqual([full, full]);
  expect(await sizesOf(ipBlockPages({ db }))).toEqual([full, full]);
  const checks = await sizesOf(checkUsage({ db, accountId }));
  expect(checks).toEqual(Array.from({ length: 8 }, () => full));
});

/** Calls for a list as JSON. */
async function listed(...args: string[]): Promise<Array<Record<string, unknown>>> {
  const { exitCode, stdout, stderr } = await runCli([...args, "--json"], {
    DATABASE_URL: own.url,
    NODE_ENV: "test",
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** What the same database answers in one piece. */
const asked = async (query: string) =>
  (await own.db.execute<{ it: string }>(sql.raw(query))).map(({ it }) => it);

test("a list of several pages has every row once, in the order of one piece", async () => {
  const accounts = (await listed("accounts", "list")).map((row) => row.id);
  expect(accounts).toEqual(await asked("select id as it from accounts order by id"));
  const keys = (await listed("keys", "list", "--email", account.email)).map((row) => row.id);
  expect(keys).toEqual(
    await asked("select id as it from api_keys order by created_at desc, id desc"),
  );
  const ips = (await listed("ips", "list")).map((row) => row.ip);
  expect(ips).toEqual(await asked("select ip as it from ip_blocks order by until, ip"));
  const checks = await listed("usage", "check");
  expect(checks).toHaveLength(4 * (MANY - 1));
  expect(new Set(checks.map((row) => `${row.key as string} ${row.window as string}`)).size).toBe(
    checks.length,
  );
});

test("a table of several pages has its heading once", async () => {
  const { stdout } = await runCli(["accounts", "list"], {
    DATABASE_URL: own.url,
    NODE_ENV: "test",
  });
  const lines = stdout.split("\n");
  expect(lines).toHaveLength(MANY + 1);
  expect(lines.filter((line) => line.startsWith("EMAIL"))).toHaveLength(1);
});
