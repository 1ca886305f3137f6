"use server";

import { unblockOwnAddress } from "@/lib/accounts/blocked-addresses";
import { changePassword as change } from "@/lib/accounts/change-password";
import { rename } from "@/lib/accounts/rename";
import {
  ChangePassword,
  ConfirmAddress,
  EndSession,
  Nothing,
  Rename,
  UnblockAddress,
} from "@/lib/accounts/schema";
import { endOtherSessions, endSession } from "@/lib/accounts/sessions";
import { confirmAddress as confirm } from "@/lib/accounts/confirm-address";
import { prove as proveIt, setAsksForProof as setProof } from "@/lib/sessions/proof";
import { authedAction, withAuthSecret } from "@/lib/actions/authed-action";
import { mailAddressLinkAgain } from "@/lib/actions/mail-address-link-later";
import { EnterCode, Prove, SetAsksForProof } from "@/lib/two-factor/schema";
import {
  beginSetUp,
  renewRecoveryCodes,
  switchOff,
  switchOn,
} from "@/lib/accounts/set-up-two-factor";

export const renameAccount = authedAction(Rename, rename);

export const changePassword = authedAction(ChangePassword, change);

export const signOutSession = authedAction(EndSession, endSession);

export const signOutOtherSessions = authedAction(Nothing, endOtherSessions);

export const unblockAddress = authedAction(UnblockAddress, unblockOwnAddress);

export const sendAddressLink = authedAction(Nothing, mailAddressLinkAgain);

export const confirmAddress = authedAction(ConfirmAddress, confirm);

/** Shows that it is still the same person, for what asks for it. */
export const prove = authedAction(Prove, withAuthSecret(proveIt));

export const setAsksForProof = authedAction(SetAsksForProof, setProof);

export const beginTwoFactor = authedAction(Nothing, withAuthSecret(beginSetUp));

export const switchTwoFactorOn = authedAction(EnterCode, withAuthSecret(switchOn));

export const switchTwoFactorOff = authedAction(EnterCode, withAuthSecret(switchOff));

export const newRecoveryCodes = authedAction(EnterCode, withAuthSecret(renewRecoveryCodes));
