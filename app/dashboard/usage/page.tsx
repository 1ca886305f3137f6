import type { Metadata } from "next";
import { Suspense } from "react";
import { RangeLinks } from "@/components/range-links";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { zoneName } from "@/lib/format/zone-name";
import { MOST_DAYS, readUsageRange, SharesPage, usageHref } from "@/lib/usage/schema";
import { readerTimeZone } from "../reader-time-zone";
import { QuotasAheadCard } from "./quotas-ahead-card";
import { RangeForm, REFUSED_ID } from "./range-form";
import { ByCategory, ByKey } from "./shares";
import { Traffic } from "./traffic";
import { databaseNow } from "@/lib/time/database-time";

export const metadata: Metadata = { title: "Usage" };

interface UsagePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function UsagePage({ searchParams }: UsagePageProps) {
  const params = await searchParams;
  const timeZone = await readerTimeZone();
  const today = new Intl.DateTimeFormat("en-CA", { timeZone }).format(databaseNow());
  const { range, refused } = readUsageRange(params, today);
  const page = SharesPage.parse(params.page);
  const asked = { range, timeZone };
  const key = JSON.stringify(asked);
  return (
    <>
      <PageHeader
        title="Usage"
        description={`What your keys did, in the time zone ${zoneName(timeZone)}.`}
      >
        <RangeLinks current={range} href={(to) => usageHref(to)} />
      </PageHeader>
      <RangeForm current={range} refused={refused} today={today} />
      {refused && (
        <Notice role="alert" id={REFUSED_ID}>
          {`Those days make no range: choose up to ${MOST_DAYS} days, the first one first and not after today. The last 24 hours are shown.`}
        </Notice>
      )}
      <Suspense key={`traffic ${key}`} fallback={<TrafficSkeleton />}>
        <Traffic {...asked} />
      </Suspense>
      <Suspense fallback={<Skeleton className="h-[111px]" />}>
        <QuotasAheadCard timeZone={timeZone} />
      </Suspense>
      <Suspense key={`categories ${key}`} fallback={<Skeleton className="h-[300px]" />}>
        <ByCategory {...asked} />
      </Suspense>
      <Suspense key={`keys ${page} ${key}`} fallback={<Skeleton className="h-[479px]" />}>
        <ByKey {...asked} page={page} />
      </Suspense>
    </>
  );
}

function TrafficSkeleton() {
  return (
    <>
      <Skeleton className="h-[178px] lg:h-[90px]" />
      <Skeleton className="h-[351px]" />
      <Skeleton className="h-[351px]" />
      <Skeleton className="h-[351px]" />
    </>
  );
}
