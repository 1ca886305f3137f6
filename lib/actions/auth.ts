"use server";

import { publicAction } from "@/lib/actions/public-action";
import { requestResetLater } from "@/lib/actions/request-reset-later";
import { resetPassword as reset } from "@/lib/accounts/reset-password";
import { RequestReset, ResetPassword, SignUp } from "@/lib/accounts/schema";
import { signUp as begin } from "@/lib/accounts/sign-up";
import { enterCode as enter, type EnterCodeCall, waitedTooLong } from "@/lib/sessions/enter-code";
import { mailAddressLinkLater } from "@/lib/actions/mail-address-link-later";
import { sessionAwaitingCode } from "@/lib/auth/session";
import { writeSessionCookie } from "@/lib/auth/write-session-cookie";
import { EnterCode } from "@/lib/two-factor/schema";
import { withAuthSecret } from "@/lib/actions/authed-action";

export const signUp = publicAction(SignUp, ({ visit, input }) =>
  begin({ visit, input, mailLink: (user) => mailAddressLinkLater({ db: visit.db, user }) }),
);

export const enterCode = publicAction(
  EnterCode,
  withAuthSecret(async (call: Omit<EnterCodeCall, "session">) => {
    const session = await sessionAwaitingCode();
    if (!session) throw waitedTooLong();
    const { sessionId } = await enter({ ...call, session });
    await writeSessionCookie({ userId: session.userId, sessionId });
    return {};
  }),
);

export const requestReset = publicAction(RequestReset, requestResetLater);

export const resetPassword = publicAction(ResetPassword, reset);
