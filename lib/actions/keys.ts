"use server";

import { authedAction } from "@/lib/actions/authed-action";
import { createKey } from "@/lib/keys/create";
import { removeKey } from "@/lib/keys/remove";
import { rotateKey } from "@/lib/keys/rotate";
import { CreateKey, KeyRef, RotateKey, UpdateKey } from "@/lib/keys/schema";
import { updateKey } from "@/lib/keys/update";

export const createKeyAction = authedAction(CreateKey, createKey);
export const updateKeyAction = authedAction(UpdateKey, updateKey);
export const rotateKeyAction = authedAction(RotateKey, rotateKey);
export const removeKeyAction = authedAction(KeyRef, removeKey);
