"use server";

import { unblockOwnAddress } from "@/lib/accounts/blocked-addresses";
import { changePassword as change } from "@/lib/accounts/change-password";
import { rename } from "@/lib/accounts/rename";
import { ChangePassword, EndSession, Nothing, Rename, UnblockAddress } from "@/lib/accounts/schema";
import { endOtherSessions, endSession } from "@/lib/accounts/sessions";
import { authedAction } from "@/lib/actions/authed-action";

export const renameAccount = authedAction(Rename, rename);

export const changePassword = authedAction(ChangePassword, change);

export const signOutSession = authedAction(EndSession, endSession);

export const signOutOtherSessions = authedAction(Nothing, endOtherSessions);

export const unblockAddress = authedAction(UnblockAddress, unblockOwnAddress);
