"use server";

import { authedAction } from "@/lib/actions/authed-action";
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
export const createKeyAction = authedAction(CreateKey, createKey);
export const rotateKeyAction = authedAction(RotateKey, rotateKey);

export const updateKeyAction = authedAction(UpdateKey, refreshing(updateKey));
export const switchKeysAction = authedAction(SwitchKeys, refreshing(switchKeys));
export const reviewKeysAction = authedAction(ReviewKeys, refreshing(answerReview));
export const findKeysAction = authedAction(FindKeys, findKeys);
// Not refreshing either: the page of a deleted key would answer "not found" before it is left.
export const removeKeyAction = authedAction(KeyRef, removeKey);

/** Only asks; nothing is changed and nothing refreshed. */
export const whatIfAction = authedAction(WhatIf, quotaWhatIf);
