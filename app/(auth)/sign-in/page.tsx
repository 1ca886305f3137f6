import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Notice } from "@/components/ui/notice";
import { oauthProviders } from "@/lib/auth/providers";
import { safePath } from "@/lib/auth/safe-path";
import { currentAccount } from "@/lib/auth/session";
import { signInMessage } from "@/lib/auth/sign-in-errors";
import { AuthCard } from "../auth-card";
import { FooterLink } from "../footer-link";
import { ProviderButtons } from "../provider-buttons";
import { one } from "../search-param";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const params = await searchParams;
  const callbackUrl = safePath(one(params.callbackUrl));
  const error = one(params.error);
  if (!error && (await currentAccount())?.user) redirect(callbackUrl);
  return (
    <AuthCard
      title="Welcome back"
      footer={
        <>
          New here? <FooterLink href="/sign-up">Create an account</FooterLink>
        </>
      }
    >
      {error && (
        <Notice tone="bad" role="alert">
          {signInMessage(error)}
        </Notice>
      )}
      {one(params.done) === "reset" && (
        <Notice tone="ok" role="status">
          Your new password is set, and every session has ended.
        </Notice>
      )}
      <ProviderButtons providers={oauthProviders()} callbackUrl={callbackUrl} />
      <SignInForm callbackUrl={callbackUrl} />
    </AuthCard>
  );
}
