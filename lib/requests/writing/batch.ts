import { TALLY_PLACES } from "@/db/queries/count-traffic";
import { TRAFFIC_COLUMNS } from "@/db/schema/traffic-columns";
import { type Bucket, chain, type KeySums, type Traffic } from "./key-sums";
import { type RequestRow, ROWS } from "../journal/row";
import { Shard, type Wanted } from "./shard";
import type { BucketColumns, RequestBatch, TallyColumns } from "../store";

const NO_SEGMENT = {};

const COMMAS = ",".repeat(TRAFFIC_COLUMNS.length);

/** Rows that go to the database in one transaction: those of some shards, which share no key. */
export class Batch {
  readonly rows: number;
  /** Number of its oldest row among all that ever were queued. */
  readonly oldestRow: number;
  /** When that came, by `performance.now()`. */
  readonly sinceMs: number;

  constructor(private readonly shards: readonly Shard[]) {
    this.rows = shards.reduce((rows, shard) => rows + shard.rows, 0);
    this.oldestRow = Math.min(...shards.map((shard) => shard.firstRow));
    this.sinceMs = Math.min(...shards.map((shard) => shard.sinceMs));
  }

  /** Of rows that are in no journal of this process. */
  static of(rows: readonly RequestRow[]): Batch {
    const shard = new Shard(0, 0);
    for (const row of rows) {
      const line = Buffer.from(ROWS.lineOf(row));
      shard.add(row, line, 0, line.length, NO_SEGMENT);
    }
    return new Batch([shard]);
  }

  hasAny(wanted: Wanted): boolean {
    return this.shards.some((shard) => shard.hasAny(wanted));
  }

  keysOf(accountId: string): string[] {
    return this.shards.flatMap((shard) => [...shard.keysOf(accountId)]);
  }

  private lines(): Buffer {
    return Buffer.concat(this.shards.map((shard) => shard.lines));
  }

  private *sums(): Iterable<KeySums> {
    for (const { byKey } of this.shards) yield* byKey.values();
  }

  /** For a first attempt, which takes the rows for new. */
  forCopy(): RequestBatch {
    const all = [...this.sums()];
    return {
      columns: ROWS.names,
      bytes: this.lines(),
      rows: this.rows,
      minutes: bucketColumns(all, ({ minutes }) => minutes),
      hours: bucketColumns(all, ({ hours }) => hours),
      totals: {
        keyId: all.map((sums) => sums.keyId),
        counted: all.map((sums) => sums.counted),
        requests: all.map((sums) => sums.requests),
        credits: all.map((sums) => sums.credits),
        firstMs: all.map((sums) => sums.firstMs),
        lastMs: all.map((sums) => sums.lastMs),
        spent: all.map((sums) => sums.spent),
      },
      ...trafficColumns(all),
    };
  }

  /** How many of its rows each segment of the journal holds. */
  journaled(): Map<object, number> {
    const all = new Map<object, number>();
    for (const { journaled } of this.shards) {
      for (const [segment, rows] of journaled) all.set(segment, (all.get(segment) ?? 0) + rows);
    }
    return all;
  }

  /** By key, the leased admissions that its rows spent. */
  *spent(): Iterable<readonly [keyId: string, spent: number]> {
    for (const { keyId, spent } of this.sums()) if (spent > 0) yield [keyId, spent];
  }

  /** For an attempt that looks at each of them. @throws rather than lose one */
  readBack(): RequestRow[] {
    const rows = ROWS.rowsIn(this.lines());
    if (rows.length !== this.rows) throw new Error("a batch of log rows cannot be read back whole");
    return rows;
  }
}

/** A row of key_quarters in the text form of an array's element; nothing between commas is null. */
function rowOf(keyId: string, start: string, { requests, credits, counts }: Traffic): string {
  let text = `"(${keyId},${start},${requests},${credits}`;
  let last = -1;
  for (const { place, n } of [...chain(counts)].sort((a, b) => a.place - b.place)) {
    text += `${COMMAS.slice(0, place - last)}${n}`;
    last = place;
  }
  return `${text}${COMMAS.slice(0, TRAFFIC_COLUMNS.length - 1 - last)})"`;
}

/** Quarters as they are kept, and all that they count once more for their sums by category. */
function trafficColumns(all: readonly KeySums[]): Pick<RequestBatch, "traffic" | "tallies"> {
  const accountId: string[] = [];
  const isSplit: number[] = [];
  const tallies: TallyColumns = { row: [], place: [], n: [] };
  const tally = (row: number, place: number, n: number) => {
    tallies.row.push(row);
    tallies.place.push(place);
    tallies.n.push(n);
  };
  // Nearly all keys have the same one: as text it is made once.
  const starts = new Map<number, string>();
  let rows = "";
  for (const { accountId: account, keyId, quarters } of all) {
    const isSplitKey = quarters?.before ? 1 : 0;
    for (const quarter of chain(quarters)) {
      const { startMs, requests, credits, counts } = quarter;
      let start = starts.get(startMs);
      if (start === undefined) starts.set(startMs, (start = new Date(startMs).toISOString()));
      rows += `${rows ? "," : ""}${rowOf(keyId, start, quarter)}`;
      const row = accountId.push(account);
      isSplit.push(isSplitKey);
      tally(row, TALLY_PLACES.requests, requests);
      tally(row, TALLY_PLACES.credits, credits);
      for (const { place, n } of chain(counts)) tally(row, TALLY_PLACES.firstColumn + place, n);
    }
  }
  return { traffic: { accountId, isSplit, quarters: `{${rows}}` }, tallies };
}

function bucketColumns(
  all: readonly KeySums[],
  lastOf: (sums: KeySums) => Bucket | null,
): BucketColumns {
  const columns: BucketColumns = {
    keyId: [],
    startMs: [],
    counted: [],
    requests: [],
    rejected: [],
    credits: [],
  };
  for (const sums of all) {
    for (const bucket of chain(lastOf(sums))) {
      columns.keyId.push(sums.keyId);
      columns.startMs.push(bucket.startMs);
      columns.counted.push(bucket.counted);
      columns.requests.push(bucket.requests);
      columns.rejected.push(bucket.rejected);
      columns.credits.push(bucket.credits);
    }
  }
  return columns;
}
