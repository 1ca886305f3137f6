import type { Queryable } from "@/db/queryable";
import { deleteTotp, hasTotp } from "@/db/queries/two-factor";
import { accountByEmail } from "./list";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";
import { Refusal } from "@/lib/refusal";

interface RemoveCall {
  db: Queryable;
  email: string;
  /** The operator, where nobody else is named. */
  actor?: Actor;
}

/**
 * Takes the second factor away from somebody who can show it no more. Whoever calls this must be sure who asked.
 * @throws {Refusal} when there is no such user, or no second factor
 */
export async function removeTwoFactor({
  db,
  email,
  actor = { kind: "cli", userId: null, ip: null },
}: RemoveCall): Promise<{ email: string; twoFactor: false }> {
  const { id, userId } = await accountByEmail(db, email);
  await db.transaction(async (tx) => {
    if (!(await hasTotp(tx, userId))) {
      throw new Refusal("conflict", `${email} has no second factor.`);
    }
    await deleteTotp(tx, userId);
    const ctx = { accountId: id, actor };
    await writeAudit(tx, { ctx, action: "user.two_factor_off", targetId: userId });
  });
  return { email, twoFactor: false };
}
