"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { pageContent, restFocus, trailOf } from "./ui/rest-focus";

/** These give the focus back themselves. */
const RETURNING = "[role=dialog], [role=alertdialog], [role=menu]";

/**
 * Keeps whoever works with the keyboard where they are. The browser drops the focus when its
 * control goes, and keeps it on a link that led to another page: they would begin again at the top
 * of the page, and hear nothing of what they did.
 */
export function FocusKeeper() {
  useArrival();
  useEffect(keepFocus, []);
  useEffect(followAnchors, []);
  return null;
}

/** On another page the focus is on its heading, or where the page itself has put it. */
function useArrival() {
  const path = usePathname();
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    const main = pageContent();
    const active = document.activeElement;
    if (main && (active === main || !main.contains(active))) restFocus([main]);
  }, [path]);
}

/** When what has the focus goes, it goes back to where it was before, or to the heading above. */
function keepFocus() {
  let held: Element | null = null;
  // From where in the page's content somebody came last: a message's "Undo" lies outside of it.
  let trail: Element[] = [];

  const follow = ({ target }: FocusEvent) => {
    if (!(target instanceof Element)) return;
    held = target.closest(RETURNING) ? null : target;
    const found = trailOf(target);
    if (found.length > 0) trail = found;
  };
  // Left on purpose, and not because it goes: then it is gone a moment later.
  const leave = () => {
    const left = held;
    setTimeout(() => {
      if (held === left && left?.isConnected && document.activeElement === document.body)
        held = null;
    });
  };
  const observer = new MutationObserver(() => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    held = null;
    const [last] = trail;
    if (last instanceof HTMLElement && last.isConnected) last.focus({ preventScroll: true });
    if (document.activeElement === document.body) restFocus(trail);
  });

  document.addEventListener("focusin", follow);
  document.addEventListener("focusout", leave);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", follow);
    document.removeEventListener("focusout", leave);
    observer.disconnect();
  };
}

/** To a place in the same page the router scrolls, but unlike the browser it leaves the focus behind. */
function followAnchors() {
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element && event.target.closest("a");
    // What the router has not taken over, the browser does by itself.
    if (!link || !event.defaultPrevented || link.pathname !== location.pathname) return;
    const place = document.getElementById(link.hash.slice(1));
    if (place) restFocus([place]);
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
