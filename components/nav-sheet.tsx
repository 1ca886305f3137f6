"use client";

import { Menu } from "lucide-react";
import { useState } from "react";
import { DashboardNav } from "./dashboard-nav";
import { Button } from "./ui/button";
import { Sheet, SheetContent, SheetDescription, SheetTitle, SheetTrigger } from "./ui/sheet";
import { Wordmark } from "./wordmark";

/** The side bar of a phone. */
export function NavSheet() {
  const [open, setOpen] = useState(false);
  return (
    <Sheet open={open} onOpenChange={setOpen}>
      <SheetTrigger asChild>
        <Button variant="ghost" size="icon" aria-label="Menu" className="md:hidden">
          <Menu aria-hidden />
        </Button>
      </SheetTrigger>
      <SheetContent>
        <SheetTitle className="px-2.5 pt-1 pb-4">
          <Wordmark />
        </SheetTitle>
        <SheetDescription className="sr-only">The pages of the dashboard</SheetDescription>
        <DashboardNav onNavigate={() => setOpen(false)} />
      </SheetContent>
    </Sheet>
  );
}
