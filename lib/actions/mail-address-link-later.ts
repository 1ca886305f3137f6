import { after } from "next/server";
import { findCredentials } from "@/db/queries/users";
import type { Queryable } from "@/db/queryable";
import { mailAddressLink } from "@/lib/accounts/confirm-address";
import { actingUser } from "@/lib/sessions/acting-user";
import type { AccountContext } from "@/lib/context";
import { log } from "@/lib/log";
import { canMail } from "@/lib/mail";
import { Refusal } from "@/lib/refusal";

interface LaterCall {
  db: Queryable;
  user: { id: string; email: string };
}

/** Answers first and mails then: a mail server that does not answer makes nobody wait. */
export function mailAddressLinkLater({ db, user }: LaterCall): void {
  if (!canMail()) return;
  after(async () => {
    try {
      await mailAddressLink({ db, user });
    } catch (error) {
      log.error({ err: error }, "a mail that asks to confirm an address was not sent");
    }
  });
}

/**
 * Mails the link again to who is signed in, and waits for it: they want to know.
 * @throws {Refusal} conflict when the address is confirmed; forbidden when mail is not set up or too many were sent
 */
export async function mailAddressLinkAgain({ ctx }: { ctx: AccountContext }): Promise<object> {
  const user = await findCredentials(ctx.db, { id: actingUser(ctx) });
  if (!user || user.emailVerifiedAt) {
    throw new Refusal("conflict", "Your address is confirmed already.");
  }
  if (!canMail()) {
    throw new Refusal("forbidden", "Mail is not set up here. Ask the operator of this service.");
  }
  await mailAddressLink({ db: ctx.db, user });
  return {};
}
