import { inSession } from "@/lib/sessions/in-session";
import { hasAddressToken, insertAddressToken, setEmailVerified } from "@/db/queries/users";
import type { Queryable } from "@/db/queryable";
import { actingUser } from "@/lib/sessions/acting-user";
import { countOwnMail } from "@/lib/sessions/attempts";
import { hashMailedToken, newMailedToken } from "@/lib/accounts/mailed-token";
import type { ConfirmAddress } from "@/lib/accounts/schema";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { sendMail, type Mail } from "@/lib/mail";
import { publicUrl } from "@/lib/settings/public-url";
import { Refusal } from "@/lib/refusal";

interface LinkCall {
  db: Queryable;
  user: { id: string; email: string };
  /** Hands the mail on; tests keep it. */
  send?: (mail: Mail) => Promise<void>;
}

/**
 * Mails a link with which a user shows that the address is theirs. It works for three days, and only for who is
 * signed in as that user: the owner of an address must not confirm what a stranger made of it.
 * @throws {TooManyAttempts} when the address has been sent enough
 */
export async function mailAddressLink({ db, user, send = sendMail }: LinkCall): Promise<void> {
  await countOwnMail(db, user.email);
  const token = newMailedToken();
  await insertAddressToken(db, user.id, hashMailedToken(token));
  await send({
    to: user.email,
    subject: "Confirm your Latchkey address",
    text: [
      "Somebody, hopefully you, made a Latchkey account with this address. Confirm that it is yours:",
      "",
      publicUrl(`/confirm-address?token=${token}`),
      "",
      "The link works for three days, in a browser that is signed in to the account.",
      "If you made no account, do not open it. Whoever made one cannot use your address without it.",
    ].join("\n"),
  });
}

/**
 * Notes that the signed-in user's address is theirs.
 * @throws {Refusal} invalid when the token does not live, or was mailed to somebody else
 */
export async function confirmAddress({
  ctx,
  input,
}: {
  ctx: AccountContext;
  input: ConfirmAddress;
}): Promise<object> {
  const userId = actingUser(ctx);
  if (!(await hasAddressToken(ctx.db, userId, hashMailedToken(input.token)))) {
    throw new Refusal(
      "invalid",
      "This link is older than three days, or belongs to another account. Have a new one sent from the settings.",
    );
  }
  await inSession(ctx, async (tx) => {
    if (!(await setEmailVerified(tx, userId))) return;
    await writeAudit(tx, { ctx, action: "user.email_verified", targetId: userId });
  });
  return {};
}
