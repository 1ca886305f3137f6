"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { signInWithProvider } from "@/lib/auth/client";

/** Leaves for a provider, and comes back with it tied to the user who is signed in. */
export function ConnectButton({ id, name }: { id: string; name: string }) {
  const [isLeaving, setLeaving] = useState(false);
  return (
    <Button
      size="sm"
      pending={isLeaving}
      onClick={() => {
        setLeaving(true);
        signInWithProvider(id, "/dashboard/settings").catch(() => setLeaving(false));
      }}
    >
      Connect {name}
    </Button>
  );
}
