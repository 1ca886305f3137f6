import type postgres from "postgres";
import { openSql } from "@/db/client";
import { renewConnections } from "@/db/lasting-sql";
import { countFailures, pruneFailures } from "@/db/queries/auth-failures";
import {
  auditIpBlock,
  findKeyForRequest,
  grantLease,
  type GrantRow,
  hasImportedKeys,
  readIpBlock,
  readIpBlocks,
  recallLeases,
  releaseLeases,
  restateLeases,
} from "@/db/queries/enforcement";
import { beatOnce, type HeartbeatRow, isWholeDatabase } from "@/db/queries/heartbeat";
import { endRun } from "@/db/queries/runs";
import { channelOf, schemaOf } from "@/db/schema-name";
import { byQuota, byRolling } from "@/lib/quota-windows";
import { postgresRows } from "@/lib/requests/postgres-rows";
import type { Grant } from "./leases/store";
import type { EnforcementStore, Heartbeat, IpBlock } from "./store";

/** Seconds in which connections are closed. */
const END_S = 1;

/** The store of one engine, with connections of its own. They are opened when something is first asked. */
export const openPostgresStore = (url: string): EnforcementStore =>
  postgresStore(
    openSql({ url, max: 8, name: "latchkey-engine", avoidsTableScans: true }),
    openSql({ url, max: 1, name: "latchkey-feed" }),
  );

/** @param feed a client with a connection of its own, so that heartbeats never queue */
export const postgresStore = (sql: postgres.Sql, feed: postgres.Sql): EnforcementStore => ({
  ...postgresRows(sql),
  isWhole: () => isWholeDatabase(sql),
  async beat(says, deadAfterMs) {
    const row = await beatOnce(feed, says, deadAfterMs);
    return row && heartbeatOf(row);
  },
  async listen(onNotice, onGap) {
    // postgres.js reconnects silently; what was notified meanwhile is lost.
    const { unlisten } = await feed.listen(channelOf(schemaOf(feed)), onNotice, onGap);
    return unlisten;
  },
  renewFeed: () => renewConnections(feed),
  renew: () => renewConnections(sql),
  findKey: (hash) => findKeyForRequest(sql, hash),
  hasImportedKeys: () => hasImportedKeys(sql),
  async grantLease(lease) {
    const row = await grantLease(sql, lease);
    return row && grantOf(row);
  },
  releaseLeases: (leases) => releaseLeases(sql, leases),
  restateLeases: (leases) => restateLeases(sql, leases),
  recallLeases: (keyId) => recallLeases(sql, keyId),
  readIpBlocks: async () => blocksOf(await readIpBlocks(sql)),
  readIpBlock: async (ip) => (await readIpBlock(sql, ip))?.getTime() ?? null,
  countFailures: async (failures, rule) => blocksOf(await countFailures(sql, failures, rule)),
  pruneFailures: (windowMs) => pruneFailures(sql, windowMs),
  auditIpBlock: (blocked) => auditIpBlock(sql, blocked),
  endRun: (run) => endRun(sql, run),
  async end() {
    await Promise.all([sql.end({ timeout: END_S }), feed.end({ timeout: END_S })]);
  },
});

const heartbeatOf = (row: HeartbeatRow): Heartbeat => ({
  version: Number(row.version),
  nowMs: row.now_ms,
  isAlive: row.alive,
  live: row.live,
  isWhole: row.is_whole,
});

const grantOf = (row: GrantRow): Grant => ({
  granted: row.granted,
  reached: row.reached,
  freesAtMs: row.frees_at?.getTime() ?? null,
  recallable: row.recallable,
  leased: Number(row.leased),
  used: byQuota((name) => Number(row[name])),
  resetsAtMs: {
    total: null,
    ...byRolling((name) => row[`${name}_resets`]?.getTime() ?? null),
  },
});

const blocksOf = (rows: ReadonlyArray<{ ip: string; until: Date }>): IpBlock[] =>
  rows.map(({ ip, until }) => ({ ip, untilMs: until.getTime() }));
