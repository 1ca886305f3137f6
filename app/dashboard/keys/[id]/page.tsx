import type { Metadata } from "next";
import { Suspense } from "react";
import { EditKeyForm } from "@/components/forms/edit-key-form";
import { RangeLinks } from "@/components/range-links";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { prove } from "@/lib/actions/account";
import { updateKeyAction, whatIfAction } from "@/lib/actions/keys";
import { categoriesOf } from "@/lib/keys/list";
import { proofMethods } from "@/lib/accounts/two-factor-status";
import { RangeParam } from "@/lib/usage/schema";
import { accountContext } from "../../account-context";
import { readerTimeZone } from "../../reader-time-zone";
import { serverNow } from "../../server-now";
import { AuditTrail } from "./audit-trail";
import { KeyEnd } from "./key-end";
import { KeyHead } from "./key-head";
import { keyOfPage } from "./key-of-page";
import { KeyState, stateHeight } from "./key-state";
import { metersHeight, QuotaMeters } from "./quota-meters";
import { RecentRequests } from "./recent-requests";
import { RequestsOverTime } from "./requests-over-time";
import { TopCallers } from "./top-callers";

interface KeyPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ range?: string | string[] }>;
}

/** What comes is as high as its skeleton: a key that was never used has little to show. */
const USED = { chart: "h-[351px]", top: "h-60 xl:h-[490px]", recent: "h-[490px]" };
const UNUSED = { chart: "h-[150px]", top: "h-26 xl:h-56", recent: "h-28" };

export async function generateMetadata({ params }: KeyPageProps): Promise<Metadata> {
  const key = await keyOfPage(await accountContext(), (await params).id);
  return { title: key.alias };
}

export default async function KeyPage({ params, searchParams }: KeyPageProps) {
  const ctx = await accountContext();
  const [key, categories, methods] = await Promise.all([
    keyOfPage(ctx, (await params).id),
    categoriesOf(ctx),
    proofMethods(ctx),
  ]);
  const range = RangeParam.parse((await searchParams).range);
  const timeZone = await readerTimeZone();
  const about = { ctx, keyView: key };
  const nowMs = await serverNow();
  const height = key.everUsed ? USED : UNUSED;
  return (
    <>
      <KeyHead {...about} nowMs={nowMs} />
      <Suspense fallback={<Skeleton className={stateHeight(key)} />}>
        <KeyState {...about} nowMs={nowMs} />
      </Suspense>
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_360px]">
        <div className="min-w-0 space-y-3">
          <RangeLinks
            current={range}
            href={(to) => `/dashboard/keys/${key.id}?${new URLSearchParams({ range: to })}`}
          />
          <Suspense key={`${range} ${timeZone}`} fallback={<Skeleton className={height.chart} />}>
            <RequestsOverTime {...about} range={range} timeZone={timeZone} />
          </Suspense>
        </div>
        <Suspense fallback={<Skeleton style={{ height: metersHeight(key.quotas) }} />}>
          <QuotaMeters {...about} nowMs={nowMs} />
        </Suspense>
        <Suspense fallback={<Skeleton className={height.recent} />}>
          <RecentRequests {...about} />
        </Suspense>
        <Suspense key={range} fallback={<Skeleton className={height.top} />}>
          <TopCallers {...about} range={range} />
        </Suspense>
        <Card aria-labelledby="settings">
          <CardHeader id="settings" title="Settings" />
          <CardBody>
            <EditKeyForm
              keyView={key}
              action={updateKeyAction}
              whatIf={whatIfAction}
              categories={categories}
              proof={{ methods, action: prove }}
            />
          </CardBody>
        </Card>
        <div className="min-w-0 space-y-5">
          <Suspense fallback={<Skeleton className="h-40" />}>
            <AuditTrail {...about} timeZone={timeZone} />
          </Suspense>
          <KeyEnd keyView={key} />
        </div>
      </div>
    </>
  );
}
