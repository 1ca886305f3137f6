"use client";

import { Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import { useCommands } from "./commands-provider";
import { PaletteKeys } from "./palette-keys";

/** In the side bar: looks like the field that it opens. */
export function PaletteButton() {
  const { openPalette, wantPalette } = useCommands();
  return (
    <Button
      onClick={openPalette}
      onPointerEnter={wantPalette}
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      className="w-full justify-start px-2.5 font-normal text-muted"
    >
      <Search aria-hidden />
      Go to …
      <PaletteKeys />
    </Button>
  );
}

/** The same on a phone. */
export function PaletteIconButton() {
  const { openPalette, wantPalette } = useCommands();
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label="Go to …"
      aria-haspopup="dialog"
      onPointerDown={wantPalette}
      onClick={openPalette}
    >
      <Search aria-hidden />
    </Button>
  );
}
