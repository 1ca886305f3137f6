import type { Metadata } from "next";
import { AuthCard } from "../auth-card";
import { FooterLink } from "../footer-link";
import { one } from "../search-param";
import { ResetPasswordForm } from "./reset-password-form";

export const metadata: Metadata = {
  title: "Set a new password",
  // The address of this page is a secret: no other site may learn it.
  referrer: "same-origin",
};

export default async function ResetPasswordPage({ searchParams }: PageProps<"/reset-password">) {
  const token = one((await searchParams).token) ?? "";
  return (
    <AuthCard
      title="Set a new password"
      description="Every browser has to sign in again. Then you choose which of your keys stay. If your address was never confirmed, they are off until you choose."
      footer={<FooterLink href="/forgot-password">Ask for a new link</FooterLink>}
    >
      <ResetPasswordForm token={token} />
    </AuthCard>
  );
}
