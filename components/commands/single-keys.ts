"use client";

import { useSyncExternalStore } from "react";

const STORED_AS = "latchkey-single-keys";
const CHANGED = "latchkey-single-keys";

/** Whether shortcuts of one letter work here. Who dictates or shakes can switch them off. */
export function singleKeysWork(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== "off";
  } catch {
    // Storage may be forbidden; the shortcuts are not.
    return true;
  }
}

export function setSingleKeys(work: boolean): void {
  try {
    localStorage.setItem(STORED_AS, work ? "on" : "off");
  } catch {
    // Then it holds for nobody but this call, and the switch goes back.
  }
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(listener: () => void) {
  window.addEventListener(CHANGED, listener);
  window.addEventListener("storage", listener);
  return () => {
    window.removeEventListener(CHANGED, listener);
    window.removeEventListener("storage", listener);
  };
}

export const useSingleKeys = () => useSyncExternalStore(subscribe, singleKeysWork, () => true);
