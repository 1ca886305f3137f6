"use client";

import { Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { MenuButton } from "./ui/menu-button";

const loadMenu = async () => (await import("./theme-menu")).ThemeMenu;

export function ThemeToggle() {
  const { setTheme } = useTheme();
  return (
    <MenuButton variant="ghost" size="icon" aria-label="Theme" subject={setTheme} load={loadMenu}>
      <Sun aria-hidden className="dark:hidden" />
      <Moon aria-hidden className="hidden dark:block" />
    </MenuButton>
  );
}
