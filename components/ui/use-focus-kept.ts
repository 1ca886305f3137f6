"use client";

import { useEffect, useRef } from "react";

/**
 * For a control that goes when it is used: the focus would go with it, and whoever works with the
 * keyboard would begin again at the top of the page. It stays in the page's content instead.
 *
 * @param isShown whether the control is there
 * @returns to be called when it is used
 */
export function useFocusKept(isShown = true): () => void {
  const wasUsed = useRef(false);
  useEffect(
    () => () => {
      const isLost = wasUsed.current && document.activeElement === document.body;
      wasUsed.current = false;
      if (isLost) document.getElementById("main")?.focus({ preventScroll: true });
    },
    [isShown],
  );
  return () => {
    wasUsed.current = true;
  };
}
