"use client";

import { useRef } from "react";
import { pageContent, restFocus } from "./rest-focus";

interface FocusHandlers {
  onOpenAutoFocus?: (event: Event) => void;
  onCloseAutoFocus?: (event: Event) => void;
}

/**
 * Gives the focus back to what had it before a dialog opened. The library gives it to the dialog's
 * own trigger, and to nothing where a key press or a menu's item opened it: whoever works with the
 * keyboard would begin again at the top of the page.
 */
export function useFocusReturn(given: FocusHandlers): Required<FocusHandlers> {
  const before = useRef<Element | null>(null);
  const stopFollowing = useRef<() => void>(undefined);
  return {
    onOpenAutoFocus(event) {
      const dialog = event.currentTarget as Element;
      before.current = document.activeElement;
      // A menu that opened it closes a moment later and hands the focus to its button: the dialog
      // takes it from there at once, but that is where it is to return to.
      const follow = ({ target }: FocusEvent) => {
        if (!(target instanceof Element) || dialog.contains(target)) return;
        if (!target.hasAttribute("data-radix-focus-guard")) before.current = target;
      };
      document.addEventListener("focusin", follow);
      stopFollowing.current = () => document.removeEventListener("focusin", follow);
      given.onOpenAutoFocus?.(event);
    },
    onCloseAutoFocus(event) {
      stopFollowing.current?.();
      given.onCloseAutoFocus?.(event);
      if (event.defaultPrevented) return;
      event.preventDefault();
      // Where it led to another page, that page has it by now.
      if (document.activeElement !== document.body) return;
      const back = before.current;
      if (back instanceof HTMLElement && back.isConnected) back.focus({ preventScroll: true });
      // What had it is gone, or nothing had.
      const main = pageContent();
      if (main && document.activeElement === document.body) restFocus([main]);
    },
  };
}
