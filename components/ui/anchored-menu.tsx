"use client";

import { useRef, type ReactNode } from "react";
import { DropdownMenu, DropdownMenuContent, DropdownMenuTrigger } from "./dropdown-menu";
import type { MenuAnchor } from "./menu-button";

interface AnchoredMenuProps {
  anchor: MenuAnchor;
  children: ReactNode;
}

/**
 * The open menu of a `MenuButton`, in a file that is loaded with the menu. The library's own
 * trigger is an empty frame around the button, which was there before the library was.
 */
export function AnchoredMenu({ anchor, children }: AnchoredMenuProps) {
  const { buttonId, button, byKeyboard, onClose } = anchor;
  const entered = useRef(false);
  const leftByPointer = useRef(false);

  return (
    <DropdownMenu open onOpenChange={(open) => !open && onClose()}>
      <DropdownMenuTrigger asChild>
        <span aria-hidden className="pointer-events-none absolute inset-0" />
      </DropdownMenuTrigger>
      <DropdownMenuContent
        aria-labelledby={buttonId}
        onFocus={(event) => {
          if (entered.current || event.target !== event.currentTarget) return;
          entered.current = true;
          if (byKeyboard) firstItem(event.currentTarget)?.focus();
        }}
        onInteractOutside={(event) => {
          // The button closes its menu itself; to close it here first would open it again.
          if (button.current?.contains(event.target as Node)) event.preventDefault();
          else leftByPointer.current = true;
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          if (!leftByPointer.current) button.current?.focus();
        }}
      >
        {children}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

const firstItem = (menu: Element) =>
  menu.querySelector<HTMLElement>("[role^=menuitem]:not([data-disabled])");
