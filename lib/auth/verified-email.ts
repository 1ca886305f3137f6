import type { Account, Profile } from "next-auth";
import { z } from "zod";
import { Email } from "@/lib/accounts/schema";

const GITHUB_EMAILS = "https://api.github.com/user/emails";
const GITHUB_DEADLINE_MS = 5_000;

const GoogleProfile = z.object({ email: Email, email_verified: z.literal(true) });

const GitHubEmails = z.array(
  z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }),
);

/**
 * The address that a provider vouches for, or null. GitHub's profile shows an address without
 * saying whether it was verified, so its list of addresses is asked.
 */
export async function verifiedEmail(account: Account, profile?: Profile): Promise<string | null> {
  if (account.provider === "google") {
    const parsed = GoogleProfile.safeParse(profile);
    return parsed.success ? parsed.data.email : null;
  }
  if (account.provider === "github" && account.access_token) {
    const response = await fetch(GITHUB_EMAILS, {
      headers: {
        authorization: `Bearer ${account.access_token}`,
        accept: "application/vnd.github+json",
        "user-agent": "latchkey",
      },
      // Elsewhere the token is nobody's business.
      redirect: "error",
      signal: AbortSignal.timeout(GITHUB_DEADLINE_MS),
    });
    const emails = GitHubEmails.safeParse(await response.json());
    const primary = emails.data?.find((entry) => entry.primary && entry.verified);
    return Email.safeParse(primary?.email).data ?? null;
  }
  return null;
}
