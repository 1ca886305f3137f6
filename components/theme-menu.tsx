"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { AnchoredMenu } from "./ui/anchored-menu";
import { DropdownMenuItem } from "./ui/dropdown-menu";
import type { MenuProps } from "./ui/menu-button";

export function ThemeMenu({ anchor, subject: setTheme }: MenuProps<(theme: string) => void>) {
  return (
    <AnchoredMenu anchor={anchor}>
      <DropdownMenuItem onSelect={() => setTheme("light")}>
        <Sun aria-hidden /> Light
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={() => setTheme("dark")}>
        <Moon aria-hidden /> Dark
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={() => setTheme("system")}>
        <Monitor aria-hidden /> As the system
      </DropdownMenuItem>
    </AnchoredMenu>
  );
}
