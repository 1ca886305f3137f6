"use server";

import { accountAction, authedAction } from "@/lib/actions/authed-action";
import { refreshing } from "@/lib/actions/refreshing";
import { createKey } from "@/lib/keys/create";
import { findKeys } from "@/lib/keys/find";
import { removeKey } from "@/lib/keys/remove";
import { answerReview } from "@/lib/keys/review";
import { rotateKey } from "@/lib/keys/rotate";
import {
  CreateKey,
  FindKeys,
  KeyRef,
  ReviewKeys,
  RotateKey,
  SwitchKeys,
  UpdateKey,
  WhatIf,
} from "@/lib/keys/schema";
import { switchKeys } from "@/lib/keys/switch";
import { updateKey } from "@/lib/keys/update";
import { quotaWhatIf } from "@/lib/keys/what-if";

// Not refreshing: the page must stay as it is until its dialog with the secret is closed.
export const createKeyAction = accountAction(CreateKey, createKey);
export const rotateKeyAction = accountAction(RotateKey, rotateKey);

export const updateKeyAction = accountAction(UpdateKey, refreshing(updateKey));
export const switchKeysAction = accountAction(SwitchKeys, refreshing(switchKeys));
export const reviewKeysAction = authedAction(ReviewKeys, refreshing(answerReview));
export const findKeysAction = accountAction(FindKeys, findKeys);
// Not refreshing either: the page of a deleted key would answer "not found" before it is left.
export const removeKeyAction = accountAction(KeyRef, removeKey);

/** Only asks; nothing is changed and nothing refreshed. */
export const whatIfAction = accountAction(WhatIf, quotaWhatIf);
