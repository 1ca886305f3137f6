import type { Metadata } from "next";
import { Suspense } from "react";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { zoneName } from "@/lib/format/zone-name";
import { readLogFilter, type SearchParams } from "@/lib/requests/schema";
import { logFilterChoices } from "@/lib/requests/reading/search";
import { accountContext } from "../../account-context";
import { readerTimeZone } from "../../reader-time-zone";
import { ExportMenu } from "@/components/export-menu";
import { FiltersSkeleton } from "./filters-skeleton";
import { LiveToggle } from "./live-toggle";
import { LogFilters } from "./log-filters";
import { exportHref, filterQuery } from "./log-query";
import { LogResults } from "./log-results";
import { RefreshButton } from "./refresh-button";

export const metadata: Metadata = { title: "Request logs" };

interface LogsPageProps {
  searchParams: Promise<SearchParams>;
}

export default async function LogsPage({ searchParams }: LogsPageProps) {
  const params = await searchParams;
  const { filter, ignored } = readLogFilter(params);
  const timeZone = await readerTimeZone();
  return (
    <>
      <PageHeader
        title="Request logs"
        description={`Every request with one of your keys, newest first, in the time zone ${zoneName(timeZone)}.`}
      >
        <LiveToggle />
        <RefreshButton />
        <ExportMenu csvHref={exportHref(params, "csv")} ndjsonHref={exportHref(params, "ndjson")} />
      </PageHeader>
      <Suspense fallback={<FiltersSkeleton set={Object.keys(filter)} />}>
        <Filters asked={filter.key} />
      </Suspense>
      {/* Pages of one question follow each other without a skeleton between them. */}
      <Suspense key={filterQuery(params)} fallback={<Skeleton className="h-[640px]" />}>
        <LogResults params={params} filter={filter} ignored={ignored} />
      </Suspense>
    </>
  );
}

async function Filters({ asked }: { asked: string | undefined }) {
  return (
    <LogFilters choices={await logFilterChoices({ ...(await accountContext()), key: asked })} />
  );
}
