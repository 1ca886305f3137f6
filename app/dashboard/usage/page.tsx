import type { Metadata } from "next";
import { cookies } from "next/headers";
import { Suspense } from "react";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { RangeParam, TimeZone } from "@/lib/usage/schema";
import { Latency } from "./latency";
import { RangeLinks } from "./range-links";
import { Requests } from "./requests";
import { TIME_ZONE_COOKIE } from "./time-zone-cookie";
import { TimeZoneReporter } from "./time-zone-reporter";

export const metadata: Metadata = { title: "Usage" };

interface UsagePageProps {
  searchParams: Promise<{ range?: string | string[] }>;
}

export default async function UsagePage({ searchParams }: UsagePageProps) {
  const range = RangeParam.parse((await searchParams).range);
  const told = (await cookies()).get(TIME_ZONE_COOKIE)?.value;
  const timeZone = TimeZone.parse(told ? safeDecode(told) : undefined);
  const asked = `${range} ${timeZone}`;
  return (
    <>
      <TimeZoneReporter shown={timeZone} />
      <PageHeader title="Usage" description={`What your keys did, in the time zone ${timeZone}.`}>
        <RangeLinks current={range} />
      </PageHeader>
      <Suspense key={`requests ${asked}`} fallback={<Skeleton className="h-[720px]" />}>
        <Requests range={range} timeZone={timeZone} />
      </Suspense>
      <Suspense key={`latency ${asked}`} fallback={<Skeleton className="h-[350px]" />}>
        <Latency range={range} timeZone={timeZone} />
      </Suspense>
    </>
  );
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
