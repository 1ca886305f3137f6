import Link from "next/link";
import { Notice } from "@/components/ui/notice";
import type { CurrentAccount } from "@/lib/auth/session";
import { mailIsSetUp } from "@/lib/mail";

const linkStyles = "font-medium underline underline-offset-4";

/** What the owner of an account has to see to, on every page until it is done. */
export function AccountNotices({ user, account }: Pick<CurrentAccount, "user" | "account">) {
  return (
    <>
      {account.reviewsKeys && (
        <Notice tone="warn">
          Your password was set anew. Keys that were made before wait for your word:{" "}
          <Link href="/dashboard/keys/review" className={linkStyles}>
            say which ones stay
          </Link>
          .
        </Notice>
      )}
      {!user.emailVerified && mailIsSetUp() && (
        <Notice tone="warn">
          Confirm your address with the link that was mailed to you. Until then you cannot make
          keys.{" "}
          <Link href="/dashboard/settings" className={linkStyles}>
            Send it again
          </Link>
        </Notice>
      )}
    </>
  );
}
