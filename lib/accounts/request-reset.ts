import { findCredentials, insertPasswordReset } from "@/db/queries/users";
import { countMail } from "@/lib/sessions/attempts";
import { hashMailedToken, newMailedToken } from "@/lib/accounts/mailed-token";
import type { RequestReset } from "@/lib/accounts/schema";
import type { Visit } from "@/lib/sessions/visit";
import { log } from "@/lib/log";
import { sendMail, type Mail } from "@/lib/mail";
import { publicUrl } from "@/lib/settings/public-url";

interface RequestResetCall {
  visit: Visit;
  input: RequestReset;
  /** Hands the mail on; tests keep it. */
  send?: (mail: Mail) => Promise<void>;
}

/**
 * Mails a link with which the password can be set anew, if the address has a user. Whoever asks
 * must be answered before this runs: its duration tells whether it has. Links of the last hour's mails stay good.
 * @throws {TooManyAttempts} when who asks, or the address, has been sent enough
 */
export async function requestReset({ visit, input, send = sendMail }: RequestResetCall) {
  const user = await findCredentials(visit.db, { email: input.email });
  if (!user) return;
  await countMail(visit, user.email);
  const token = newMailedToken();
  await insertPasswordReset(visit.db, user.id, hashMailedToken(token));
  await send({
    to: user.email,
    subject: "Set a new Latchkey password",
    text: [
      "Somebody, hopefully you, asked to set a new password for your Latchkey account.",
      "",
      publicUrl(`/reset-password?token=${token}`),
      "",
      "The link works once and for one hour. If it was not you, do nothing: your password stays.",
    ].join("\n"),
  });
  const { ip, requestId } = visit;
  log.info({ ip, requestId, userId: user.id }, "a mail for a new password was sent");
}
