import { after } from "next/server";
import { TooManyAttempts } from "@/lib/sessions/attempts";
import { requestReset } from "@/lib/accounts/request-reset";
import type { RequestReset } from "@/lib/accounts/schema";
import type { Visit } from "@/lib/sessions/visit";
import { log } from "@/lib/log";
import { canMail, MAIL_NOT_SET_UP } from "@/lib/mail";
import { Refusal } from "@/lib/refusal";

const ASK_THE_OPERATOR =
  "Mail is not set up here, so no link can be sent. Ask the operator of this service for help.";

/** Anybody may ask, as often as they like: the operator need not read it each time. */
const SAID_EVERY_MS = 60_000;
let saidAtMs = -Infinity;

function sayNotSetUp(): void {
  if (performance.now() - saidAtMs < SAID_EVERY_MS) return;
  saidAtMs = performance.now();
  log.warn({ mail: "password reset" }, MAIL_NOT_SET_UP);
}

/**
 * Answers first and mails then: neither words nor time tell whether an address has a user.
 * @throws {Refusal} `forbidden` where no mail can be sent, whoever asks
 */
export async function requestResetLater(call: { visit: Visit; input: RequestReset }) {
  if (!canMail()) {
    sayNotSetUp();
    throw new Refusal("forbidden", ASK_THE_OPERATOR);
  }
  after(async () => {
    try {
      await requestReset(call);
    } catch (error) {
      const { ip, requestId } = call.visit;
      if (error instanceof TooManyAttempts) {
        log.warn(
          { ip, requestId },
          "a mail for a new password was not sent: too many were asked for",
        );
      } else log.error({ err: error }, "a password-reset mail was not sent");
    }
  });
}
