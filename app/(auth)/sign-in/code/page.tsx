import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { safePath } from "@/lib/auth/safe-path";
import { currentAccount, sessionAwaitingCode } from "@/lib/auth/session";
import { AuthCard } from "../../auth-card";
import { FooterLink } from "../../footer-link";
import { one } from "../../search-param";
import { CodeForm } from "./code-form";

export const metadata: Metadata = { title: "Enter a code" };

/** The second half of a sign-in, for who has switched on a second factor. */
export default async function CodePage({ searchParams }: PageProps<"/sign-in/code">) {
  const callbackUrl = safePath(one((await searchParams).callbackUrl));
  if (!(await sessionAwaitingCode())) {
    const isIn = await currentAccount();
    redirect(isIn ? callbackUrl : `/sign-in?callbackUrl=${encodeURIComponent(callbackUrl)}`);
  }
  return (
    <AuthCard
      title="Enter a code"
      description="Open your authenticator app, and enter the six digits that it shows."
      footer={<FooterLink href="/sign-in">Sign in as somebody else</FooterLink>}
    >
      <CodeForm callbackUrl={callbackUrl} />
    </AuthCard>
  );
}
