import type { Metadata } from "next";
import { Suspense } from "react";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { requirePerson } from "@/lib/auth/session";
import { canMail } from "@/lib/mail";
import { BlockedAddresses } from "./blocked-addresses";
import { PlanLimits } from "./plan-limits";
import { ProfileForm } from "./profile-form";
import { Sessions } from "./sessions";
import { SettingsCard } from "./settings-card";
import { SignInSettings } from "./sign-in-settings";
import { TwoFactor } from "./two-factor";
import { UnconfirmedAddress } from "./unconfirmed-address";

export const metadata: Metadata = { title: "Settings" };

/*
 * What takes one quick query is waited for; what looks into the log comes behind a skeleton of its
 * height, so that nothing moves.
 */
export default async function SettingsPage() {
  const { user, account } = await requirePerson();
  return (
    <>
      <PageHeader title="Settings" />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <SettingsCard title="Account" description={user.email}>
          <ProfileForm name={account.name} />
          {!user.emailVerified && canMail() && <UnconfirmedAddress email={user.email} />}
        </SettingsCard>
        <SettingsCard title="Plan" description="All keys of the account share these limits.">
          <Suspense fallback={<PlanSkeleton />}>
            <PlanLimits />
          </Suspense>
        </SettingsCard>
        <SettingsCard title="Password" description="A change ends every session but this one.">
          <SignInSettings />
        </SettingsCard>
        <SettingsCard
          title="Two-factor"
          description="A code from your phone at sign-in, and a check before keys are made."
        >
          <TwoFactor />
        </SettingsCard>
        <SettingsCard title="Sessions" description="Browsers in which you are signed in.">
          <Sessions />
        </SettingsCard>
      </div>
      <SettingsCard
        title="Blocked addresses"
        description="Addresses that used your keys in the last 7 days, and are refused for sending too many unknown keys."
      >
        <Suspense fallback={<Skeleton className="h-5" />}>
          <BlockedAddresses />
        </Suspense>
      </SettingsCard>
    </>
  );
}

/** The note below the limits takes two lines where the card is narrow. */
function PlanSkeleton() {
  return <Skeleton className="h-[171px] sm:h-[151px] lg:h-[171px] xl:h-[151px]" />;
}
