import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthCard } from "../../auth-card";
import { PortalSecret } from "@/lib/portal/schema";
import { LINK_ENDED } from "../link-ended";
import { OpenForm } from "./open-form";

export const metadata: Metadata = {
  title: "Open your API keys",
  referrer: "no-referrer",
  robots: { index: false, follow: false },
};

/** Of each request anew: nothing of it is to be kept anywhere. */
export const dynamic = "force-dynamic";

/**
 * A link of the operator's app leads here. To look at this page uses nothing up: programs that open links to show what
 * is behind them do no harm. It sends itself on, in browsers that people use.
 */
export default async function PortalPage({ params }: { params: Promise<{ secret: string }> }) {
  const { secret } = await params;
  if (!PortalSecret.safeParse(secret).success) redirect(LINK_ENDED);
  return (
    <AuthCard title="Your API keys" description="One moment: your keys, logs and usage open.">
      <OpenForm secret={secret} />
    </AuthCard>
  );
}
