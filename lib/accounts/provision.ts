import type { Queryable } from "@/db/queryable";
import { findPlan, insertAccount, insertAccountAlone } from "@/db/queries/accounts";
import { emailTaken, noSuchPlan } from "@/lib/accounts/create";
import { refusingTakenExternalId } from "@/lib/accounts/external-id-conflict";
import { type AccountView, getAccount } from "@/lib/accounts/list";
import type { ProvisionAccount } from "@/lib/accounts/schema";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";
import { uuidv7 } from "@/lib/ids";

interface ProvisionCall {
  db: Queryable;
  actor: Actor;
  input: ProvisionAccount;
}

/**
 * Makes an account for a customer of the operator's. With an address it has an owner, who gets in by a reset of the
 * password or by a provider; without one it has no person at all, and the operator's backend drives it.
 * @throws {Refusal} conflict on `email` or `externalId`; not_found on `plan`
 */
export function provisionAccount({ db, actor, input }: ProvisionCall): Promise<AccountView> {
  const { name, email, externalId, plan } = input;
  const id = uuidv7();
  return refusingTakenExternalId(() =>
    db.transaction(async (tx) => {
      if (!(await findPlan(tx, plan))) throw noSuchPlan(plan);
      const account = { accountId: id, name, plan, externalId };
      if (email === null) await insertAccountAlone(tx, account);
      else {
        const owner = { userId: uuidv7(), email, passwordHash: null, isEmailVerified: true };
        if (!(await insertAccount(tx, { ...account, ...owner }))) throw emailTaken();
      }
      await writeAudit(tx, {
        ctx: { accountId: id, actor },
        action: "account.create",
        targetId: id,
        after: { name, email, externalId, plan },
      });
      return getAccount(tx, id);
    }),
  );
}
