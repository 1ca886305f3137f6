import { withDeadline } from "@/lib/time/deadline";
import type { EnforcementStore } from "../store";
import type { LeaseStore } from "./store";

/**
 * Of one key nothing else is asked meanwhile, and while leases are restated, no log rows are written.
 * What is answered later is in doubt until the next restatement.
 */
const DEADLINE_MS = 5_000;

/**
 * The leases of one instance in the database.
 *
 * @param holder its name, and how often it has been given up for dead with all its leases
 */
export function databaseLeases(
  store: Pick<EnforcementStore, "grantLease" | "releaseLeases" | "restateLeases" | "recallLeases">,
  holder: () => { instanceId: string; generation: number },
): LeaseStore {
  return {
    async grant(statement, keyId, want, ahead) {
      const { instanceId, generation } = holder();
      const grant = await withDeadline(
        store.grantLease({ keyId, instanceId, statement, want, ahead }),
        DEADLINE_MS,
        "leasing admissions",
      );
      // Granted to an instance that was given up for dead meanwhile: not ours to spend.
      if (generation !== holder().generation) throw new Error("the lease came too late");
      return grant;
    },
    release: (statement, amounts) =>
      withDeadline(
        store.releaseLeases({ instanceId: holder().instanceId, statement, amounts }),
        DEADLINE_MS,
        "giving leases back",
      ),
    restate: (statement, held) =>
      withDeadline(
        store.restateLeases({ instanceId: holder().instanceId, statement, held }),
        DEADLINE_MS,
        "restating leases",
      ),
    recall: (keyId) => withDeadline(store.recallLeases(keyId), DEADLINE_MS, "recalling leases"),
  };
}
