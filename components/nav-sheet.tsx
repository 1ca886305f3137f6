"use client";

import { DashboardNav } from "./dashboard-nav";
import { Sheet, SheetContent, SheetDescription, SheetTitle } from "./ui/sheet";
import { Wordmark } from "./wordmark";
import type { Viewer } from "./viewer";

interface NavSheetProps {
  viewer: Viewer;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The side bar of a phone. */
export function NavSheet({ viewer, open, onOpenChange }: NavSheetProps) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent>
        <SheetTitle className="px-2.5 pt-1 pb-4">
          <Wordmark />
        </SheetTitle>
        <SheetDescription className="sr-only">The pages of the dashboard</SheetDescription>
        <DashboardNav viewer={viewer} onNavigate={() => onOpenChange(false)} />
      </SheetContent>
    </Sheet>
  );
}
