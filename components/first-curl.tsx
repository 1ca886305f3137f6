"use client";

import { useApiOrigin } from "@/components/reader/reader";
import { CopyButton } from "@/components/ui/copy-button";

/** A first request, to copy: the same line wherever there is none yet. */
export function FirstCurl() {
  const curl = `curl -H "X-API-Key: $LATCHKEY_KEY" ${useApiOrigin()}/api/v1/echo`;
  return (
    <div className="relative max-w-full rounded-md border bg-background text-left">
      <pre
        tabIndex={0}
        role="group"
        aria-label="First request"
        className="overflow-x-auto p-3 pr-12 font-mono text-xs leading-5"
      >
        <code>
          export LATCHKEY_KEY=…{"\n"}
          {curl}
        </code>
      </pre>
      <CopyButton
        value={curl}
        label="Copy the request"
        iconOnly
        variant="ghost"
        className="absolute top-1 right-1 bg-background"
      />
    </div>
  );
}
