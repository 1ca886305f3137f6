import Link from "next/link";
import type { CurrentAccount, Person } from "@/lib/auth/session";
import { Notice } from "@/components/ui/notice";
import { mailIsSetUp } from "@/lib/mail";
import { NoticeElsewhere } from "./notice-elsewhere";

const linkStyles = "font-medium underline underline-offset-4";

/** What the owner of an account has to see to, on every page until it is done. */
export function AccountNotices({
  user,
  account,
}: {
  user: Person;
  account: CurrentAccount["account"];
}) {
  return (
    <>
      {account.isSuspended && (
        <Notice role="status">
          The operator has suspended this account: all of its keys are refused. Nothing is lost, and
          they work again when the suspension ends.
        </Notice>
      )}
      {account.reviewedKeysAreOff !== null && (
        <NoticeElsewhere notOn={["/dashboard/keys/review"]}>
          Your password was reset.{" "}
          {account.reviewedKeysAreOff
            ? "Keys from before that are off until you decide."
            : "Keys from before that wait for your decision."}{" "}
          <Link href="/dashboard/keys/review" className={linkStyles}>
            Choose which ones stay
          </Link>
        </NoticeElsewhere>
      )}
      {!user.emailVerified && mailIsSetUp() && (
        <NoticeElsewhere notOn={["/dashboard/settings", "/dashboard/keys/new"]}>
          Confirm your address with the link that was mailed to you. Until then you cannot make
          keys.{" "}
          <Link href="/dashboard/settings" className={linkStyles}>
            Send it again
          </Link>
        </NoticeElsewhere>
      )}
    </>
  );
}
