"use client";

import { type ComponentType, useCallback, useState } from "react";
import { toast } from "./toast";

/**
 * A component whose code is fetched when it is first wanted, so that pages do not carry what few
 * visits open. A fetch that fails is told, and can be tried again.
 * @param load the same function on each render
 * @returns the component once it is there, and what asks for it
 */
export function useLazily<P>(
  load: () => Promise<ComponentType<P>>,
): [ComponentType<P> | null, () => void] {
  const [Component, setComponent] = useState<ComponentType<P> | null>(null);
  const want = useCallback(() => {
    load().then(
      (loaded) => setComponent(() => loaded),
      () => toast.error("The server did not answer. Check your connection, then try again."),
    );
  }, [load]);
  return [Component, want];
}
