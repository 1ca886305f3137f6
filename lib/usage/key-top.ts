import { countTop } from "@/db/queries/key-top";
import type { Queryable } from "@/db/queryable";
import type { Range } from "./schema";

const HOURS: Record<Range, number> = { "24h": 24, "7d": 7 * 24, "30d": 30 * 24 };
/** Some 20 ms of reading; who is on top among so many is on top among all of them. */
const LOOKED_AT = 5_000;
const SHOWN = 5;

export interface TopShare {
  /** Null where the address is not known. */
  name: string | null;
  requests: number;
  /** Answered with 4xx or 5xx. */
  failed: number;
}

export interface KeyTop {
  endpoints: Array<TopShare & { method: string; path: string }>;
  addresses: TopShare[];
  /** How many of the latest requests these are counted from, at most. */
  lookedAt: number;
}

/** Which endpoints a key is used for most, and by which addresses. */
export async function keyTop({
  db,
  accountId,
  keyId,
  range,
}: {
  db: Queryable;
  accountId: string;
  /** A key that is known to be the account's. */
  keyId: string;
  range: Range;
}): Promise<KeyTop> {
  const size = { hours: HOURS[range], rows: LOOKED_AT, shown: SHOWN };
  const rows = await countTop(db, accountId, keyId, size);
  return {
    endpoints: rows
      .filter((row) => row.is_endpoint)
      .map(({ method, path, requests, failed }) => ({
        name: `${method} ${path}`,
        method: method ?? "",
        path: path ?? "",
        requests,
        failed,
      })),
    addresses: rows
      .filter((row) => !row.is_endpoint)
      .map(({ ip, requests, failed }) => ({ name: ip, requests, failed })),
    lookedAt: LOOKED_AT,
  };
}
