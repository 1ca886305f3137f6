import { OUTCOME_COLUMNS, TRAFFIC_COLUMNS, TTFB_COLUMNS } from "../schema/traffic-columns";

/*
 * Pieces of statements that keep the counters of keys, categories and accounts: the same for a batch that
 * is counted here (write-requests), one that comes counted (copy-requests) and made-up rows.
 */

const list = (say: (column: string, i: number) => string) => TRAFFIC_COLUMNS.map(say).join(", ");

const COLUMNS = ["requests", "credits", ...TRAFFIC_COLUMNS].join(", ");

/**
 * Counts rows that have an `outcome` (its place in OUTCOME_COLUMNS), a `ttfb` (its bucket; null
 * where the request was rejected) and `credits`.
 */
export const TALLIES = [
  "count(*) as requests, sum(credits) as credits",
  ...OUTCOME_COLUMNS.map(
    (name, i) => `nullif(count(*) filter (where outcome = ${i}), 0) as ${name}`,
  ),
  ...TTFB_COLUMNS.map((name, i) => `nullif(count(*) filter (where ttfb = ${i}), 0) as ${name}`),
].join(", ");

/** Sums of rows that are counted. */
const SUMS = ["requests", "credits", ...TRAFFIC_COLUMNS]
  .map((name) => `sum(${name}) as ${name}`)
  .join(", ");

const upsert = (table: string, owner: string, time: string, source: string) => `
  insert into ${table} as u (${owner}, ${time}, ${COLUMNS}) ${source}
  order by ${owner}, ${time}
  on conflict (${owner}, ${time}) do update set
    requests = u.requests + excluded.requests, credits = u.credits + excluded.credits,
    ${list((name) => `${name} = coalesce(u.${name} + excluded.${name}, u.${name}, excluded.${name})`)}`;

/** The beginning of the quarter of an hour in which `at` lies. */
export const QUARTER = "date_bin('15 minutes', at, timestamptz '2000-01-01 00:00:00+00')";

/** The UTC day in which a quarter lies. */
const DAY = "(quarter at time zone 'UTC')::date";

/**
 * `with` clauses that add what a clause `traffic` has counted by account_id, key_id and quarter.
 * Rows are locked in the order of their keys.
 */
export const ADD_TRAFFIC = `
  key_quarters_added as (${upsert(
    "key_quarters",
    "key_id",
    "quarter",
    `select key_id, quarter, ${COLUMNS} from traffic`,
  )}),
  key_days_added as (${upsert(
    "key_days",
    "key_id",
    "day",
    `select key_id, ${DAY} as day, ${SUMS} from traffic group by 1, 2`,
  )}),
  category_traffic as materialized (
    select account_id, category, quarter, ${SUMS}
    from traffic join (select id, coalesce(counted_as, category) as category from api_keys) k
      on k.id = traffic.key_id
    group by 1, 2, 3
  ),
  category_quarters_added as (${upsert(
    "category_quarters",
    "account_id, category",
    "quarter",
    `select account_id, category, quarter, ${COLUMNS} from category_traffic`,
  )}),
  category_days_added as (${upsert(
    "category_days",
    "account_id, category",
    "day",
    `select account_id, category, ${DAY} as day, ${SUMS} from category_traffic group by 1, 2, 3`,
  )}),
  account_quarters_added as (${upsert(
    "account_quarters",
    "account_id",
    "quarter",
    `select account_id, quarter, ${SUMS} from category_traffic group by 1, 2`,
  )})`;
