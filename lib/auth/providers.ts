import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import GitHubProvider from "next-auth/providers/github";
import GoogleProvider from "next-auth/providers/google";
import { TooManyAttempts } from "@/lib/sessions/attempts";
import { SignIn } from "@/lib/accounts/schema";
import { signIn } from "@/lib/accounts/sign-in";
import { tooManyCode } from "@/lib/auth/sign-in-errors";
import { currentVisit } from "@/lib/auth/visit";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { Refusal } from "@/lib/refusal";
import { isStorageFailure } from "@/lib/storage/failure";

export interface OAuthProvider {
  id: "github" | "google";
  name: string;
}

/** The providers whose credentials the operator has set. */
export function oauthProviders(): OAuthProvider[] {
  const { AUTH_GITHUB_ID, AUTH_GOOGLE_ID } = env();
  return [
    ...(AUTH_GITHUB_ID ? [{ id: "github" as const, name: "GitHub" }] : []),
    ...(AUTH_GOOGLE_ID ? [{ id: "google" as const, name: "Google" }] : []),
  ];
}

const passwords = CredentialsProvider({
  credentials: { email: { type: "email" }, password: { type: "password" } },
  async authorize(credentials) {
    const input = SignIn.safeParse(credentials);
    if (!input.success) return null;
    try {
      const { userId, sessionId } = await signIn({
        visit: await currentVisit(),
        input: input.data,
      });
      return { id: userId, sessionId };
    } catch (error) {
      // NextAuth puts the message of what is thrown here into a URL: only codes may get there.
      if (error instanceof TooManyAttempts) throw new Error(tooManyCode(error.waitMinutes));
      if (error instanceof Refusal) return null;
      if (!isStorageFailure(error)) log.error({ err: error }, "a sign-in failed");
      throw new Error("Unavailable");
    }
  },
});

/** Email and password, and each provider that is set. */
export function providers(): AuthOptions["providers"] {
  const { AUTH_GITHUB_ID, AUTH_GITHUB_SECRET, AUTH_GOOGLE_ID, AUTH_GOOGLE_SECRET } = env();
  const list: AuthOptions["providers"] = [passwords];
  if (AUTH_GITHUB_ID && AUTH_GITHUB_SECRET) {
    list.push(GitHubProvider({ clientId: AUTH_GITHUB_ID, clientSecret: AUTH_GITHUB_SECRET }));
  }
  if (AUTH_GOOGLE_ID && AUTH_GOOGLE_SECRET) {
    list.push(GoogleProvider({ clientId: AUTH_GOOGLE_ID, clientSecret: AUTH_GOOGLE_SECRET }));
  }
  return list;
}
