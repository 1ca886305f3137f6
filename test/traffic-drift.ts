import { type SQL, sql } from "drizzle-orm";
import { expect } from "vitest";
import type { Database } from "@/db/client";
import { OUTCOME_COLUMNS, TTFB_COLUMNS } from "@/db/schema/traffic-columns";
import { BOUNDS_MS } from "@/lib/requests/writing/histogram";

const REJECTIONS = OUTCOME_COLUMNS.slice(3);
const isRejected = `coalesce(code in (${REJECTIONS.map((code) => `'${code}'`).join(", ")}), false)`;

/** A condition on log rows for each counter, written down apart from the code that counts. */
const CONDITIONS: Array<[string, string]> = [
  ["ok", `not ${isRejected} and status < 400`],
  ["client_error", `not ${isRejected} and status between 400 and 499`],
  ["server_error", `not ${isRejected} and status >= 500`],
  ...REJECTIONS.map((code): [string, string] => [code, `code = '${code}'`]),
  ...TTFB_COLUMNS.map((name, i): [string, string] => {
    const from = i === 0 ? "true" : `duration_ms >= ${BOUNDS_MS[i - 1]}`;
    const to = i === BOUNDS_MS.length ? "true" : `duration_ms < ${BOUNDS_MS[i]}`;
    return [name, `not ${isRejected} and ${from} and ${to}`];
  }),
];

const COUNTS = [
  "count(*) as requests, sum(credits) as credits",
  ...CONDITIONS.map(([name, condition]) => `count(*) filter (where ${condition}) as ${name}`),
].join(", ");

const STORED = ["requests", "credits", ...CONDITIONS.map(([name]) => `coalesce(${name}, 0)`)].join(
  ", ",
);

const QUARTER_OF =
  "date_trunc('hour', at) + floor(extract(minute from at) / 15) * interval '15 min'";

interface Counters {
  table: string;
  /** Whose counters its rows are: a column of the table, and the same of a log row. */
  owner: string;
  ownerOf: string;
  time: string;
  /** The same of a log row. */
  timeOf: string;
  /** Which of the table's rows are an account's. */
  owned: SQL;
}

/** Rows of a table of counters that the log does not bear out, and rows that it lacks. */
async function countWrong(
  db: Database,
  accountId: string,
  { table, owner, ownerOf, time, timeOf, owned }: Counters,
): Promise<number> {
  const stored = sql`select ${sql.raw(`${owner}, ${time}, ${STORED} from ${table}`)} where ${owned}`;
  const logged = sql`select ${sql.raw(`${ownerOf}, ${timeOf}, ${COUNTS} from request_logs`)}
    where account_id = ${accountId} group by 1, 2`;
  return db.transaction(async (tx) => {
    // The log of a soak has more rows than a statement of the product may take time for.
    await tx.execute(sql`set local statement_timeout = 0`);
    const rows = await tx.execute<{ n: number }>(sql`
      select count(*)::int as n from
        ((${stored} except all ${logged}) union all (${logged} except all ${stored})) wrong`);
    return rows[0]!.n;
  });
}

const QUARTER = { time: "quarter", timeOf: QUARTER_OF };
const DAY = { time: "day", timeOf: "(at at time zone 'UTC')::date" };

/** The category that a key had first. */
const CATEGORY_OF = `(select coalesce(counted_as, category) from api_keys where id = key_id)`;

function tablesOf(accountId: string): Counters[] {
  const ofAccount = sql`account_id = ${accountId}`;
  const key = {
    ...{ owner: "key_id", ownerOf: "key_id" },
    owned: sql`key_id in (select id from api_keys where ${ofAccount})`,
  };
  const category = { owner: "category", ownerOf: CATEGORY_OF, owned: ofAccount };
  const account = { owner: "account_id", ownerOf: "account_id", owned: ofAccount };
  return [
    { table: "key_quarters", ...key, ...QUARTER },
    { table: "key_days", ...key, ...DAY },
    { table: "category_quarters", ...category, ...QUARTER },
    { table: "category_days", ...category, ...DAY },
    { table: "account_quarters", ...account, ...QUARTER },
  ];
}

/** Holds every counter of an account's traffic against its log rows. */
export async function expectTrafficOfLog(db: Database, accountId: string): Promise<void> {
  for (const each of tablesOf(accountId)) {
    expect(await countWrong(db, accountId, each), `wrong rows of ${each.table}`).toBe(0);
  }
}
