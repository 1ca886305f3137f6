"use client";

import { getProviders, signIn } from "next-auth/react";
import { signInMessage } from "@/lib/auth/sign-in-errors";

const NO_ANSWER = "The server did not answer. Check the connection and try again.";

/** Signs in with email and password; answers what went wrong, or null when nothing did. */
export async function signInWithPassword(credentials: {
  email: string;
  password: string;
}): Promise<string | null> {
  try {
    // Where it gets none, `signIn` leaves the page and what was typed in it.
    if (!(await getProviders())) return NO_ANSWER;
    const result = await signIn("credentials", { ...credentials, redirect: false });
    return result?.error ? signInMessage(result.error) : null;
  } catch {
    return NO_ANSWER;
  }
}

/** Leaves for a provider's page, and comes back to a path of this app. */
export async function signInWithProvider(id: string, callbackUrl: string): Promise<void> {
  await signIn(id, { callbackUrl });
}
