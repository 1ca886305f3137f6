"use client";

import { DashboardNav } from "./dashboard-nav";
import { Sheet, SheetContent, SheetDescription, SheetTitle } from "./ui/sheet";
import { Wordmark } from "./wordmark";

interface NavSheetProps {
  isOperator: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The side bar of a phone. */
export function NavSheet({ isOperator, open, onOpenChange }: NavSheetProps) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent>
        <SheetTitle className="px-2.5 pt-1 pb-4">
          <Wordmark />
        </SheetTitle>
        <SheetDescription className="sr-only">The pages of the dashboard</SheetDescription>
        <DashboardNav isOperator={isOperator} onNavigate={() => onOpenChange(false)} />
      </SheetContent>
    </Sheet>
  );
}
