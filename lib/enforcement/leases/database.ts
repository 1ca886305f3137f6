import type postgres from "postgres";
import {
  grantLease,
  type GrantRow,
  recallLeases,
  releaseLeases,
  restateLeases,
} from "@/db/queries/enforcement";
import { byQuota, byRolling } from "@/lib/quota-windows";
import { withDeadline } from "@/lib/time/deadline";
import type { Grant } from "./store";
import type { LeaseStore } from "./store";

/**
 * Of one key nothing else is asked meanwhile, and while leases are restated, no log rows are written.
 * What is answered later is in doubt until the next restatement.
 */
const DEADLINE_MS = 5_000;

/**
 * The leases of one instance in PostgreSQL.
 *
 * @param holder its name, and how often it has been given up for dead with all its leases
 */
export function databaseLeases(
  sql: postgres.Sql,
  holder: () => { instanceId: string; generation: number },
): LeaseStore {
  return {
    async grant(statement, keyId, want, ahead) {
      const { instanceId, generation } = holder();
      const row = await withDeadline(
        grantLease(sql, { keyId, instanceId, statement, want, ahead }),
        DEADLINE_MS,
        "leasing admissions",
      );
      // Granted to an instance that was given up for dead meanwhile: not ours to spend.
      if (generation !== holder().generation) throw new Error("the lease came too late");
      return row && grantOf(row);
    },
    release: (statement, amounts) =>
      withDeadline(
        releaseLeases(sql, { instanceId: holder().instanceId, statement, amounts }),
        DEADLINE_MS,
        "giving leases back",
      ),
    restate: (statement, held) =>
      withDeadline(
        restateLeases(sql, { instanceId: holder().instanceId, statement, held }),
        DEADLINE_MS,
        "restating leases",
      ),
    recall: (keyId) => withDeadline(recallLeases(sql, keyId), DEADLINE_MS, "recalling leases"),
  };
}

function grantOf(row: GrantRow): Grant {
  return {
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
  };
}
