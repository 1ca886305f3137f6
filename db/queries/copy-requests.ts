import type postgres from "postgres";
import { CopyIn } from "../copy-in";
import { TRAFFIC_COLUMNS } from "../schema/traffic-columns";
import { asArray } from "./as-array";
import { ADD_COUNTED_TRAFFIC } from "./count-traffic";

/** What a batch of rows adds to the counters of one key in one minute or hour, or in all. */
export interface BucketColumns {
  keyId: string[];
  /** Start of the bucket, Unix milliseconds. */
  startMs: number[];
  counted: number[];
  requests: number[];
  rejected: number[];
  credits: number[];
}

export interface TotalColumns {
  keyId: string[];
  counted: number[];
  requests: number[];
  credits: number[];
  firstMs: number[];
  lastMs: number[];
  /** Leased admissions that the rows spent. */
  spent: number[];
}

/** What it adds to the traffic of one key in one quarter of an hour. */
export interface TrafficColumns {
  accountId: string[];
  /** Whether the key has several quarters in the batch; 0 or 1. */
  isSplit: number[];
  /** An array of rows of key_quarters in PostgreSQL's text form. */
  quarters: string;
}

/** All counts of those quarters that are not nought. */
export interface TallyColumns {
  /** Number of its row among the quarters, from 1. */
  row: number[];
  /** Of the counter: see TALLY_PLACES. */
  place: number[];
  n: number[];
}

export interface RequestBatch {
  /** Of a row, in the order in which its line has them. */
  columns: readonly string[];
  /** Rows in COPY's text format, a line each. */
  bytes: Buffer;
  /** How many. */
  rows: number;
  minutes: BucketColumns;
  hours: BucketColumns;
  totals: TotalColumns;
  traffic: TrafficColumns;
  tallies: TallyColumns;
}

const TRAFFIC = `t (account_id, split, key_id, quarter, requests, credits, ${TRAFFIC_COLUMNS.join(", ")}, i)`;

/** Who writes: whose leases the rows have spent, and the run that has answered what they tell of. */
export interface Writing {
  instanceId: string;
  runId: string | null;
}

/**
 * Writes a batch that nobody has written before, in one transaction. A row that is there already fails the whole
 * batch (unique_violation), and nothing of it is kept.
 */
export async function copyRequests(
  sql: postgres.Sql,
  by: Writing,
  batch: RequestBatch,
): Promise<void> {
  await sql.begin((tx) => copyIn(tx, by, batch));
}

/** A log row, as far as it is known by it whether it is there. */
interface Dated {
  id: string;
  /** Unix milliseconds. */
  atMs: number;
}

/**
 * Writes those of rows that are not there yet: after a crash, or where the answer to a first attempt was lost. Which
 * are there is asked first, in the same transaction. Where somebody else writes one of them meanwhile, that fails as
 * `copyRequests` does; asked again, it is there.
 *
 * @param batchOf makes a batch of rows
 */
export async function copyMissingRequests<R extends Dated>(
  sql: postgres.Sql,
  by: Writing,
  rows: readonly R[],
  batchOf: (rows: readonly R[]) => RequestBatch,
): Promise<void> {
  const ids = rows.map(({ id }) => id);
  const times = rows.map(({ atMs }) => new Date(atMs).toISOString());
  await sql.begin(async (tx) => {
    const there = await tx<Array<{ id: string }>>`
      select id from request_logs join unnest(${asArray(ids)}::uuid[], ${asArray(times)}::timestamptz[])
        as t (id, at) using (id, at)`;
    const known = new Set(there.map(({ id }) => id));
    // A journal may hold a row twice.
    const missing = rows.filter(({ id }) => !known.has(id) && known.add(id));
    if (missing.length > 0) await copyIn(tx, by, batchOf(missing));
  });
}

/** COPY for the rows, and what they add to the counters, which are locked in the order of their keys. */
async function copyIn(
  tx: postgres.TransactionSql,
  { instanceId, runId }: Writing,
  { columns, bytes, rows, minutes, hours, totals, traffic, tallies }: RequestBatch,
): Promise<void> {
  const copy = await CopyIn.begin(tx, `request_logs (${columns.join(", ")})`);
  await copy.write(bytes);
  await copy.end();
  await tx`
      with per_key as (
        select * from unnest(${asArray(totals.keyId)}::uuid[], ${asArray(totals.counted)}::bigint[],
          ${asArray(totals.requests)}::bigint[], ${asArray(totals.credits)}::bigint[],
          ${asArray(totals.firstMs)}::float8[], ${asArray(totals.lastMs)}::float8[],
          ${asArray(totals.spent)}::bigint[])
          as t (key_id, counted, requests, credits, first_ms, last_ms, spent)
      ), settled as (
        -- PostgreSQL does the last of these first: a grant of the same lease waits for this alone.
        update leases l set amount = greatest(0, l.amount - p.spent)
        from (select key_id, spent from per_key where spent > 0 order by 1) p
        where l.key_id = p.key_id and l.instance_id = ${instanceId}
      ), counted as (
        update runs set written = written + ${rows} where id = ${runId}
      ), minutes as (
        insert into usage_minutes as u (key_id, minute, counted)
        select key_id, to_timestamp(start_ms / 1000.0), counted
        from unnest(${asArray(minutes.keyId)}::uuid[], ${asArray(minutes.startMs)}::float8[],
          ${asArray(minutes.counted)}::bigint[]) as t (key_id, start_ms, counted)
        order by 1, 2
        on conflict (key_id, minute) do update set counted = u.counted + excluded.counted
      ), hours as (
        insert into usage_hours as u (key_id, hour, counted, requests, rejected, credits)
        select key_id, to_timestamp(start_ms / 1000.0), counted, requests, rejected, credits
        from unnest(${asArray(hours.keyId)}::uuid[], ${asArray(hours.startMs)}::float8[],
          ${asArray(hours.counted)}::bigint[], ${asArray(hours.requests)}::bigint[],
          ${asArray(hours.rejected)}::bigint[], ${asArray(hours.credits)}::bigint[])
          as t (key_id, start_ms, counted, requests, rejected, credits)
        order by 1, 2
        on conflict (key_id, hour) do update set
          counted = u.counted + excluded.counted, requests = u.requests + excluded.requests,
          rejected = u.rejected + excluded.rejected, credits = u.credits + excluded.credits
      ), traffic as (
        select *, split = 1 as is_split
        from unnest(${asArray(traffic.accountId)}::uuid[], ${asArray(traffic.isSplit)}::int[],
          ${traffic.quarters}::text::key_quarters[]) with ordinality as ${tx.unsafe(TRAFFIC)}
      ), tallies as (
        select * from unnest(${asArray(tallies.row)}::bigint[], ${asArray(tallies.place)}::int[],
          ${asArray(tallies.n)}::bigint[])
          as t (i, place, n)
      ), ${tx.unsafe(ADD_COUNTED_TRAFFIC)}, totals as (
        insert into usage_totals as u (key_id, counted, requests, credits, first_at, last_at)
        select key_id, counted, requests, credits, to_timestamp(first_ms / 1000.0),
          to_timestamp(last_ms / 1000.0)
        from per_key order by 1
        on conflict (key_id) do update set
          counted = u.counted + excluded.counted, requests = u.requests + excluded.requests,
          credits = u.credits + excluded.credits,
          first_at = least(u.first_at, excluded.first_at),
          last_at = greatest(u.last_at, excluded.last_at)
      )
      select`;
}
