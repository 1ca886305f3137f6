"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { signInWithProvider } from "@/lib/auth/client";

interface ProviderButtonsProps {
  providers: Array<{ id: string; name: string }>;
  /** The path to come back to. */
  callbackUrl: string;
}

/** The ways in without a password, where the operator has set any. */
export function ProviderButtons({ providers, callbackUrl }: ProviderButtonsProps) {
  const [leavingFor, setLeavingFor] = useState<string | null>(null);
  if (providers.length === 0) return null;
  return (
    <div className="space-y-3">
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          className="w-full"
          pending={leavingFor === id}
          onClick={() => {
            setLeavingFor(id);
            signInWithProvider(id, callbackUrl).catch(() => setLeavingFor(null));
          }}
        >
          Continue with {name}
        </Button>
      ))}
      <p className="flex items-center gap-3 text-xs text-muted before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
        or
      </p>
    </div>
  );
}
