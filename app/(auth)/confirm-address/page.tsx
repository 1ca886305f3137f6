import type { Metadata } from "next";
import { requirePersonOrSignIn } from "@/lib/auth/session";
import { AuthCard } from "../auth-card";
import { FooterLink } from "../footer-link";
import { one } from "../search-param";
import { ConfirmAddressForm } from "./confirm-address-form";
import { Notice } from "@/components/ui/notice";

export const metadata: Metadata = {
  title: "Confirm your address",
  // The address of this page is a secret: no other site may learn it.
  referrer: "same-origin",
};

/**
 * Only for who is signed in: the owner of an address who opens a mail must not confirm an account that a stranger
 * made with it. The button keeps programs that open links of mails from confirming anything.
 */
export default async function ConfirmAddressPage({ searchParams }: PageProps<"/confirm-address">) {
  const { user } = await requirePersonOrSignIn();
  const token = one((await searchParams).token) ?? "";
  return (
    <AuthCard
      title="Confirm your address"
      description={
        <>
          You are signed in as <span className="font-medium wrap-anywhere">{user.email}</span>.
        </>
      }
      footer={<FooterLink href="/dashboard">Go to the dashboard</FooterLink>}
    >
      {user.emailVerified ? (
        <Notice tone="ok">Your address is confirmed.</Notice>
      ) : (
        <ConfirmAddressForm token={token} />
      )}
    </AuthCard>
  );
}
