"use client";

import { createContext, type ReactNode, use, useMemo, useTransition } from "react";

interface KeysTransition {
  isPending: boolean;
  startTransition: React.TransitionStartFunction;
}

const Context = createContext<KeysTransition | null>(null);

/** What is changed in the list's search, wherever it is changed, is one transition for all of it. */
export function KeysTransitionProvider({ children }: { children: ReactNode }) {
  const [isPending, startTransition] = useTransition();
  const value = useMemo(() => ({ isPending, startTransition }), [isPending, startTransition]);
  return <Context value={value}>{children}</Context>;
}

export function useKeysTransition(): KeysTransition {
  const value = use(Context);
  if (!value) throw new Error("KeysTransitionProvider is missing");
  return value;
}

/** The keys that were found before stay, a little paler, until the new ones are there. */
export function WhilePending({ children }: { children: ReactNode }) {
  const { isPending } = useKeysTransition();
  return (
    <div
      aria-busy={isPending || undefined}
      // Not at once: most answers are quicker than the change of shade would be.
      className="transition-opacity delay-150 duration-150 aria-busy:opacity-60"
    >
      {children}
    </div>
  );
}
