import { OUTCOME_COLUMNS, TRAFFIC_COLUMNS, TTFB_COLUMNS } from "../schema/traffic-columns";

/*
 * Pieces of statements that keep the counters of keys, categories and accounts: for made-up
 * rows, which are counted here (demo-history), and for a batch that comes counted (copy-requests).
 */

const list = (say: (column: string, i: number) => string) => TRAFFIC_COLUMNS.map(say).join(", ");

/** In the order of TALLY_PLACES. */
const COUNTERS = ["requests", "credits", ...TRAFFIC_COLUMNS];

const COLUMNS = COUNTERS.join(", ");

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
const SUMS = COUNTERS.map((name) => `sum(${name}) as ${name}`).join(", ");

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

const DAYS_OF = `select key_id, ${DAY} as day, ${SUMS} from traffic group by 1, 2`;

/** As wide as the columns, so that the rows beside them are not widened, and narrowed again. */
const NARROW_SUMS = [
  "sum(requests)::int, sum(credits)::bigint",
  ...TRAFFIC_COLUMNS.map((name) => `sum(${name})::int`),
].join(", ");

/** Sums of eighty columns a key cost the most of a batch: a key of one quarter is its day's sum. */
const DAYS_OF_SPLIT = `
  select key_id, ${DAY} as day, ${COLUMNS} from traffic where not is_split
  union all
  select key_id, ${DAY}, ${NARROW_SUMS} from traffic where is_split group by 1, 2`;

const CATEGORY_OF =
  "(select id, coalesce(counted_as, category) as category from api_keys) k on k.id = traffic.key_id";

const CATEGORIES_OF = `
  category_traffic as materialized (
    select account_id, category, quarter, ${SUMS} from traffic join ${CATEGORY_OF} group by 1, 2, 3
  )`;

/** Of the eighty columns of a row few count anything: those are summed, and made columns again. */
const CATEGORIES_OF_TALLIES = `
  category_tallies as materialized (
    select account_id, category, quarter, place, sum(n) as n
    from traffic join ${CATEGORY_OF} join tallies using (i) group by 1, 2, 3, 4
  ),
  category_traffic as materialized (
    select account_id, category, quarter, ${COUNTERS.map(
      (name, place) => `sum(n) filter (where place = ${place}) as ${name}`,
    ).join(", ")}
    from category_tallies group by 1, 2, 3
  )`;

/**
 * `with` clauses after `traffic`; `categories` makes category_traffic of it. PostgreSQL does the last of
 * them first: what all keys of an account share is locked only after its keys.
 */
const addTraffic = (days: string, categories: string) => `
  ${categories},
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
  )}),
  key_quarters_added as (${upsert(
    "key_quarters",
    "key_id",
    "quarter",
    `select key_id, quarter, ${COLUMNS} from traffic`,
  )}),
  key_days_added as (${upsert("key_days", "key_id", "day", days)})`;

/**
 * `with` clauses that add what a clause `traffic` has counted by account_id, key_id and quarter.
 * Rows are locked in the order of their keys.
 */
export const ADD_TRAFFIC = addTraffic(DAYS_OF, CATEGORIES_OF);

/**
 * The same of a `traffic` whose rows have a number `i`, say whether their key has several of them
 * (`is_split`), and have in a clause `tallies` all that they count: `i`, the `place` of the counter in
 * TALLY_PLACES and `n`.
 */
export const ADD_COUNTED_TRAFFIC = addTraffic(DAYS_OF_SPLIT, CATEGORIES_OF_TALLIES);

/** Places of counters: of requests, of credits, and of the first of TRAFFIC_COLUMNS. */
export const TALLY_PLACES = { requests: 0, credits: 1, firstColumn: 2 } as const;
