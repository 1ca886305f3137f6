"use client";

import { useIsBrowser } from "@/components/ui/use-is-browser";
import { Kbd } from "./kbd";

/** The keys that open the palette, as this keyboard names them. */
export function PaletteKeys() {
  const isMac = useIsBrowser() && /mac|iphone|ipad/i.test(navigator.userAgent);
  return (
    <span aria-hidden className="ml-auto flex w-14 justify-end gap-1">
      <Kbd>{isMac ? "⌘" : "Ctrl"}</Kbd>
      <Kbd>K</Kbd>
    </span>
  );
}
