import type postgres from "postgres";
import { countFailures, pruneFailures } from "@/db/queries/auth-failures";
import { readIpBlock, readIpBlocks } from "@/db/queries/enforcement";
import type { IpBlockRule } from "@/lib/env";
import { withDeadline } from "@/lib/time/deadline";
import { HalfDatabase } from "../instance/half-database";
import type { IpBlockStore } from "./ip-blocks";

const READ_DEADLINE_MS = 3_000;
const COUNT_DEADLINE_MS = 5_000;

/**
 * Failures and blocked addresses in PostgreSQL.
 * @param rule null: nobody is blocked
 * @param mayWrite false while the database is not to be written to
 */
export const databaseIpBlocks = (
  sql: postgres.Sql,
  rule: IpBlockRule | null,
  mayWrite: () => boolean = () => true,
): IpBlockStore => ({
  async readAll() {
    const blocks = await withDeadline(readIpBlocks(sql), READ_DEADLINE_MS, "reading all blocks");
    return blocks.map(({ ip, until }) => ({ ip, untilMs: until.getTime() }));
  },
  async read(ip) {
    const until = await withDeadline(readIpBlock(sql, ip), READ_DEADLINE_MS, "reading a block");
    return until?.getTime() ?? null;
  },
  async count(failures) {
    // They are counted once it is.
    if (!mayWrite()) throw new HalfDatabase();
    const counting = countFailures(sql, failures, rule);
    const blocks = await withDeadline(counting, COUNT_DEADLINE_MS, "counting failures");
    return blocks.map(({ ip, until }) => ({ ip, untilMs: until.getTime() }));
  },
  prune: () =>
    withDeadline(pruneFailures(sql, rule?.windowMs ?? 0), COUNT_DEADLINE_MS, "pruning failures"),
});
