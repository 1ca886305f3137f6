"use client";

import { useIsBrowser } from "@/components/ui/use-is-browser";

/** A first request, against the address at which the reader has this app open. */
export function CurlLine() {
  const origin = useIsBrowser() ? window.location.origin : "";
  return (
    <code className="block max-w-full rounded-md bg-surface-2 px-3 py-2 text-left font-mono text-xs wrap-anywhere whitespace-pre-wrap">
      {`curl -H "X-API-Key: $LATCHKEY_KEY" ${origin}/api/v1/echo`}
    </code>
  );
}
