import { sql } from "drizzle-orm";
import { expect } from "vitest";
import type { Database } from "@/db/client";
import { OUTCOME_COLUMNS, TTFB_COLUMNS } from "@/db/schema/traffic-columns";
import { BOUNDS_MS } from "@/lib/usage/histogram";

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

/** Rows of a table of counters that the log does not bear out, and rows that it lacks. */
async function countWrong(
  db: Database,
  accountId: string,
  { table, owner, time, cut }: { table: string; owner: string; time: string; cut: string },
): Promise<number> {
  const owned =
    owner === "account_id"
      ? sql`${accountId}::uuid`
      : sql`select id from api_keys where account_id = ${accountId}::uuid`;
  const stored = sql`select ${sql.raw(`${owner}, ${time}, ${STORED} from ${table} where ${owner}`)}
    in (${owned})`;
  const logged = sql`select ${sql.raw(`${owner}, ${cut}, ${COUNTS} from request_logs where ${owner}`)}
    in (${owned}) group by 1, 2`;
  const rows = await db.execute<{ n: number }>(sql`
    select count(*)::int as n from
      ((${stored} except all ${logged}) union all (${logged} except all ${stored})) wrong`);
  return rows[0]!.n;
}

const TABLES = [
  { table: "key_quarters", owner: "key_id", time: "quarter", cut: QUARTER_OF },
  { table: "key_days", owner: "key_id", time: "day", cut: "(at at time zone 'UTC')::date" },
  { table: "account_quarters", owner: "account_id", time: "quarter", cut: QUARTER_OF },
];

/** Holds every counter of an account's traffic against its log rows. */
export async function expectTrafficOfLog(db: Database, accountId: string): Promise<void> {
  for (const each of TABLES) {
    expect(await countWrong(db, accountId, each), `wrong rows of ${each.table}`).toBe(0);
  }
}
