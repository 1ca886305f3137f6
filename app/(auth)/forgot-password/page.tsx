import type { Metadata } from "next";
import { AuthCard } from "../auth-card";
import { FooterLink } from "../footer-link";
import { ForgotPasswordForm } from "./forgot-password-form";

export const metadata: Metadata = { title: "Forgot your password" };

export default function ForgotPasswordPage() {
  return (
    <AuthCard
      title="Set a new password"
      description="We mail you a link with which you can set one. Until you do, the old one works."
      footer={<FooterLink href="/sign-in">Back to sign-in</FooterLink>}
    >
      <ForgotPasswordForm />
    </AuthCard>
  );
}
