import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { oauthProviders } from "@/lib/auth/providers";
import { safePath } from "@/lib/auth/safe-path";
import { currentAccount } from "@/lib/auth/session";
import { AuthCard } from "../auth-card";
import { FooterLink } from "../footer-link";
import { ProviderButtons } from "../provider-buttons";
import { one } from "../search-param";
import { SignUpForm } from "./sign-up-form";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage({ searchParams }: PageProps<"/sign-up">) {
  const callbackUrl = safePath(one((await searchParams).callbackUrl));
  if ((await currentAccount())?.user) redirect(callbackUrl);
  return (
    <AuthCard
      title="Create an account"
      description="The first key takes a minute from here."
      footer={
        <>
          Have an account? <FooterLink href="/sign-in">Sign in</FooterLink>
        </>
      }
    >
      <ProviderButtons providers={oauthProviders()} callbackUrl={callbackUrl} />
      <SignUpForm callbackUrl={callbackUrl} />
    </AuthCard>
  );
}
