"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};
const inBrowser = () => true;
const onServer = () => false;

/**
 * False on the server and while React takes over its markup, true from then on: for what only
 * the browser knows, such as the reader's time zone, without a mismatch between the two.
 */
export function useIsBrowser(): boolean {
  return useSyncExternalStore(never, inBrowser, onServer);
}
