import type { Metadata } from "next";
import { AuthCard } from "../../auth-card";
import { FooterLink } from "../../footer-link";
import { portalWayBack } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Open your API keys again" };

interface EndedProps {
  searchParams: Promise<{ link?: string | string[] }>;
}

/** For who came by a link that opens nothing, or stayed until the visit was over. */
export default async function EndedPage({ searchParams }: EndedProps) {
  const isLink = (await searchParams).link !== undefined;
  const back = await portalWayBack();
  return (
    <AuthCard
      title={isLink ? "This link does not work any more" : "Your visit has ended"}
      description={
        isLink
          ? "Such a link can be opened once, and within five minutes. Go back to where you found it, and open your API keys there again."
          : "Go back to where you came from, and open your API keys there again."
      }
      footer={
        back?.returnUrl && (
          <FooterLink href={back.returnUrl}>Back to {new URL(back.returnUrl).host}</FooterLink>
        )
      }
    >
      {null}
    </AuthCard>
  );
}
