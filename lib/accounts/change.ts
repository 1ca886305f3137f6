import type { Queryable } from "@/db/queryable";
import { changeAccountRow, findPlan, lockAccount, setSuspended } from "@/db/queries/accounts";
import { endPortalSessionsOf } from "@/db/queries/portal";
import { noSuchPlan } from "@/lib/accounts/create";
import { refusingTakenExternalId } from "@/lib/accounts/external-id-conflict";
import { type AccountView, getAccount, noSuchAccount } from "@/lib/accounts/list";
import type { ChangeAccount } from "@/lib/accounts/schema";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";
import { isUuid } from "@/lib/ids";

interface ChangeCall {
  db: Queryable;
  /** The command line, where nobody else is named. */
  actor?: Actor;
  id: string;
  input: ChangeAccount;
}

/** What each change is called in the trail. */
const ACTIONS = {
  name: "account.rename",
  plan: "account.plan",
  externalId: "account.external_id",
} as const;

/**
 * Changes what is given of an account and leaves the rest; every instance follows at once.
 * @throws {Refusal} not_found, also on `plan`; conflict on `externalId`
 */
export function changeAccount({
  db,
  actor = { kind: "cli", userId: null, ip: null },
  id,
  input,
}: ChangeCall): Promise<AccountView> {
  return refusingTakenExternalId(() =>
    db.transaction(async (tx) => {
      const before = isUuid(id) ? await lockAccount(tx, id) : null;
      if (!before) throw noSuchAccount();
      const fields = (Object.keys(ACTIONS) as Array<keyof typeof ACTIONS>).filter(
        (field) => input[field] !== undefined && input[field] !== before[field],
      );
      if (fields.includes("plan") && !(await findPlan(tx, input.plan!))) {
        throw noSuchPlan(input.plan!);
      }
      for (const field of fields) {
        await changeAccountRow(tx, id, { [field]: input[field] });
        await writeAudit(tx, {
          ctx: { accountId: id, actor },
          action: ACTIONS[field],
          targetId: id,
          before: { [field]: before[field] },
          after: { [field]: input[field] },
        });
      }
      if (input.suspended !== undefined && input.suspended !== before.suspended) {
        await setSuspended(tx, id, input.suspended);
        if (input.suspended) await endPortalSessionsOf(tx, id);
        const action = input.suspended ? "account.suspend" : "account.resume";
        await writeAudit(tx, { ctx: { accountId: id, actor }, action, targetId: id });
      }
      return getAccount(tx, id);
    }),
  );
}
