"use server";

import { publicAction } from "@/lib/actions/public-action";
import { requestResetLater } from "@/lib/actions/request-reset-later";
import { resetPassword as reset } from "@/lib/accounts/reset-password";
import { RequestReset, ResetPassword, SignUp } from "@/lib/accounts/schema";
import { signUp as begin } from "@/lib/accounts/sign-up";

export const signUp = publicAction(SignUp, begin);

export const requestReset = publicAction(RequestReset, requestResetLater);

export const resetPassword = publicAction(ResetPassword, reset);
