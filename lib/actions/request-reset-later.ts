import { after } from "next/server";
import { TooManyAttempts } from "@/lib/accounts/attempts";
import { requestReset } from "@/lib/accounts/request-reset";
import type { RequestReset } from "@/lib/accounts/schema";
import type { Visit } from "@/lib/accounts/visit";
import { log } from "@/lib/log";

/** Answers first and mails then: neither words nor time tell whether an address has a user. */
export async function requestResetLater(call: { visit: Visit; input: RequestReset }) {
  after(async () => {
    try {
      await requestReset(call);
    } catch (error) {
      if (error instanceof TooManyAttempts) log.warn("no more password-reset mails to one address");
      else log.error({ err: error }, "a password-reset mail was not sent");
    }
  });
}
