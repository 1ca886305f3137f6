import { TOO_MANY_SIGN_UPS, WRONG_CREDENTIALS } from "@/lib/accounts/schema";

/**
 * Why a sign-in failed, as a code: NextAuth carries it in a URL, and a page that showed texts
 * from its URL would show anybody's.
 */

const MESSAGES = new Map(
  Object.entries({
    CredentialsSignin: WRONG_CREDENTIALS,
    OAuthAccountNotLinked:
      "An account with this email has a password. Sign in with it; then connect the provider in the settings.",
    EmailNotVerified:
      "The provider has not verified an email of that account. Verify it there first.",
    OtherEmail: "That account has another email than yours here, so it was not connected.",
    TooManySignUps: TOO_MANY_SIGN_UPS,
    AccessDenied: "The provider was not allowed to tell us who you are.",
    OAuthCallback: "The provider did not answer as it should. Try again.",
    OAuthSignin: "The provider did not answer as it should. Try again.",
    SessionRequired: "Sign in to see that page.",
  }),
);

const TOO_MANY = "TooManyAttempts";

/** The code of a sign-in that was not tried, because too many have failed before. */
export const tooManyCode = (waitMinutes: number) => `${TOO_MANY}-${waitMinutes}`;

/** What to tell the person whose sign-in failed. */
export function signInMessage(code: string): string {
  const [name, minutes] = code.split("-");
  if (name === TOO_MANY && minutes && /^\d{1,3}$/.test(minutes)) {
    const unit = minutes === "1" ? "minute" : "minutes";
    return `Too many wrong passwords. Try again in ${minutes} ${unit}.`;
  }
  return MESSAGES.get(code) ?? "Something went wrong on our side. Try again.";
}
