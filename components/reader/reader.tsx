"use client";

import { createContext, useContext, useMemo, type ReactNode } from "react";
import { useIsBrowser } from "@/components/ui/use-is-browser";

/** What server and browser agree on about who reads the page: both render from it alike. */
interface Reader {
  /** The IANA zone that the browser has told; UTC until then. */
  timeZone: string;
  /** When the server rendered, Unix milliseconds. */
  nowMs: number;
  /** Where the API is reached, as far as the server knows. */
  apiOrigin: string;
  /** Whether the operator said so: the browser's own address then changes nothing. */
  isOriginSet: boolean;
}

const ReaderContext = createContext<Reader>({
  timeZone: "UTC",
  nowMs: 0,
  apiOrigin: "",
  isOriginSet: false,
});

/** Tells what is below it for whom it is shown. */
export function ReaderProvider({ children, ...told }: Reader & { children: ReactNode }) {
  const { timeZone, nowMs, apiOrigin, isOriginSet } = told;
  const reader = useMemo(
    () => ({ timeZone, nowMs, apiOrigin, isOriginSet }),
    [timeZone, nowMs, apiOrigin, isOriginSet],
  );
  return <ReaderContext value={reader}>{children}</ReaderContext>;
}

/** The zone in which the page is shown, on the server and in the browser alike. */
export const useTimeZone = () => useContext(ReaderContext).timeZone;

/** When the server rendered the page: the clock by which React takes over its markup. */
export const useServerNow = () => useContext(ReaderContext).nowMs;

/** Where the API is reached: what the operator has set, else the address that the reader has open. */
export function useApiOrigin(): string {
  const { apiOrigin, isOriginSet } = useContext(ReaderContext);
  return useIsBrowser() && !isOriginSet ? window.location.origin : apiOrigin;
}
