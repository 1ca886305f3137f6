"use client";

import type { ExternalToast } from "sonner";

/*
 * Messages from pages that should load little. The library comes with the first thing that
 * somebody does (see toaster.tsx), so it is there when a message says that the network is not.
 */

let tellReady: () => void;
const ready = new Promise<void>((resolve) => (tellReady = resolve));
let wanted = false;
const listeners = new Set<() => void>();

/** Calls back when messages are first wanted; answers how to stop listening. */
export function onToasterWanted(listener: () => void): () => void {
  if (wanted) listener();
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function wantToaster(): void {
  if (wanted) return;
  wanted = true;
  for (const listener of listeners) listener();
}

/** Messages can be shown from now on. */
export const toasterIsReady = () => tellReady();

type Kind = "success" | "error" | "info";

/** The library's four seconds are too few to read a message, reach its "Undo" and press it. */
const ACTION_MS = 10_000;

async function show(kind: Kind, message: string, options?: ExternalToast): Promise<void> {
  wantToaster();
  await ready;
  const sonner = await import("sonner");
  sonner.toast[kind](message, options?.action ? { duration: ACTION_MS, ...options } : options);
}

const say = (kind: Kind) => (message: string, options?: ExternalToast) =>
  void show(kind, message, options);

export const toast = { success: say("success"), error: say("error"), info: say("info") };
