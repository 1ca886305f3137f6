import type postgres from "postgres";
import { readIpBlock, readIpBlocks, writeIpBlock } from "@/db/queries/enforcement";
import { withDeadline } from "./deadline";
import type { IpBlockStore } from "./ip-blocks";

const READ_DEADLINE_MS = 3_000;

/** Blocked addresses in PostgreSQL. */
export const databaseIpBlocks = (sql: postgres.Sql): IpBlockStore => ({
  async readAll() {
    const blocks = await withDeadline(readIpBlocks(sql), READ_DEADLINE_MS, "reading all blocks");
    return blocks.map(({ ip, until }) => ({ ip, untilMs: until.getTime() }));
  },
  async read(ip) {
    const until = await withDeadline(readIpBlock(sql, ip), READ_DEADLINE_MS, "reading a block");
    return until?.getTime() ?? null;
  },
  write: ({ ip, untilMs, failures }) =>
    writeIpBlock(sql, { ip, until: new Date(untilMs), failures }),
});
