"use client";

import { useState } from "react";
import { toast } from "@/components/toast";
import { Button } from "@/components/ui/button";

async function endSession(): Promise<void> {
  const answer = await fetch("/api/auth/csrf", { cache: "no-store" });
  const csrfToken = readToken(await answer.json());
  const ended = await fetch("/api/auth/signout", {
    method: "POST",
    body: new URLSearchParams({ csrfToken, json: "true" }),
  });
  if (!ended.ok) throw new Error(`sign-out answered ${ended.status}`);
}

/** By hand: a validator would be a sixth of what each page of the dashboard loads. */
function readToken(csrf: unknown): string {
  const isToken = typeof csrf === "object" && csrf !== null && "csrfToken" in csrf;
  if (!isToken || typeof csrf.csrfToken !== "string") throw new Error("no token to sign out with");
  return csrf.csrfToken;
}

/** Ends this browser's session and leaves for the sign-in page, or for where a visitor came from. */
export function SignOutButton({ leaveFor = "/sign-in" }: { leaveFor?: string }) {
  const [isPending, setPending] = useState(false);

  async function signOut() {
    setPending(true);
    try {
      await endSession();
      // A whole new page is the point: nothing loaded for this account stays in memory.
      window.location.assign(leaveFor);
    } catch {
      setPending(false);
      toast.error("You are still signed in: the server did not answer. Try again.");
    }
  }

  return (
    <Button variant="ghost" size="sm" pending={isPending} onClick={signOut}>
      Sign out
    </Button>
  );
}
