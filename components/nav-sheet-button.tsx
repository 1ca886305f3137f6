"use client";

import { Menu } from "lucide-react";
import { useState } from "react";
import { Button } from "./ui/button";
import { useLazily } from "./use-lazily";
import type { Viewer } from "./viewer";

const loadSheet = async () => (await import("./nav-sheet")).NavSheet;

/** Opens the side bar of a phone, whose code comes with the first touch. */
export function NavSheetButton({ viewer }: { viewer: Viewer }) {
  const [open, setOpen] = useState(false);
  const [NavSheet, want] = useLazily(loadSheet);
  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        aria-label="Menu"
        aria-haspopup="dialog"
        aria-expanded={open}
        className="md:hidden"
        onPointerDown={want}
        onClick={() => {
          want();
          setOpen(true);
        }}
      >
        <Menu aria-hidden />
      </Button>
      {NavSheet && <NavSheet viewer={viewer} open={open} onOpenChange={setOpen} />}
    </>
  );
}
