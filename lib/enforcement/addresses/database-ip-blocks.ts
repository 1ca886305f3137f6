import type { IpBlockRule } from "@/lib/env";
import { withDeadline } from "@/lib/time/deadline";
import { HalfDatabase } from "../instance/half-database";
import type { EnforcementStore } from "../store";
import type { IpBlockStore } from "./ip-blocks";

const READ_DEADLINE_MS = 3_000;
const COUNT_DEADLINE_MS = 5_000;

/**
 * Failures and blocked addresses in the database.
 * @param rule null: nobody is blocked
 * @param mayWrite false while the database is not to be written to
 */
export const databaseIpBlocks = (
  store: Pick<EnforcementStore, "readIpBlocks" | "readIpBlock" | "countFailures" | "pruneFailures">,
  rule: IpBlockRule | null,
  mayWrite: () => boolean = () => true,
): IpBlockStore => ({
  readAll: () => withDeadline(store.readIpBlocks(), READ_DEADLINE_MS, "reading all blocks"),
  read: (ip) => withDeadline(store.readIpBlock(ip), READ_DEADLINE_MS, "reading a block"),
  async count(failures) {
    // They are counted once it is.
    if (!mayWrite()) throw new HalfDatabase();
    const counting = store.countFailures(failures, rule);
    return withDeadline(counting, COUNT_DEADLINE_MS, "counting failures");
  },
  prune: () =>
    withDeadline(store.pruneFailures(rule?.windowMs ?? 0), COUNT_DEADLINE_MS, "pruning failures"),
});
