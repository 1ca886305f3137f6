import type { Queryable } from "@/db/queryable";
import { findPlan, insertAccount } from "@/db/queries/accounts";
import { hashPassword } from "@/lib/sessions/password";
import type { CreateAccount } from "@/lib/accounts/schema";
import { refuseWeakPassword } from "@/lib/sessions/weak-password";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";
import { uuidv7 } from "@/lib/ids";
import { Refusal } from "@/lib/refusal";

export interface CreatedAccount {
  id: string;
  userId: string;
  email: string;
  name: string;
  plan: string;
}

interface CreateAccountCall {
  db: Queryable;
  /** The operator, where nobody else is named. */
  actor?: Actor;
  input: Omit<CreateAccount, "password"> & {
    /** Null for users who sign in with a provider only. */
    password: string | null;
  };
  /** Whether they are known to read the mail of the address; the operator says so by making the account. */
  isEmailVerified?: boolean;
}

/**
 * Makes a user with an account of the same name.
 * @throws {Refusal} when the address has a user already, the password is guessed first, or there is no such plan
 */
export async function createAccount({
  db,
  actor = { kind: "cli", userId: null, ip: null },
  input: { email, name, password, plan = "free" },
  isEmailVerified = true,
}: CreateAccountCall): Promise<CreatedAccount> {
  if (password !== null) await refuseWeakPassword(password, { email, name }, "password");
  // Hashing takes its time: not while a transaction holds a connection.
  const passwordHash = password === null ? null : await hashPassword(password);
  const id = uuidv7();
  const userId = uuidv7();
  await db.transaction(async (tx) => {
    if (!(await findPlan(tx, plan))) throw noSuchPlan(plan);
    const account = { accountId: id, userId, email, name, plan, passwordHash, isEmailVerified };
    if (!(await insertAccount(tx, account))) {
      throw emailTaken();
    }
    // Who signs up acts for themselves.
    const by = actor.kind === "user" ? { ...actor, userId: actor.userId ?? userId } : actor;
    await writeAudit(tx, {
      ctx: { accountId: id, actor: by },
      action: "account.create",
      targetId: id,
      after: { email, name, plan },
    });
  });
  return { id, userId, email, name, plan };
}

export const emailTaken = () =>
  new Refusal("conflict", "There is an account with this email already.", "email");

export const noSuchPlan = (plan: string) =>
  new Refusal("not_found", `There is no plan named ${plan}.`, "plan");
