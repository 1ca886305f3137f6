import type { Metadata } from "next";
import { Suspense } from "react";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { readLogFilter, type SearchParams } from "@/lib/requests/schema";
import { logFilterChoices } from "@/lib/requests/search";
import { accountContext } from "../../account-context";
import { LogFilters } from "./log-filters";
import { LogResults } from "./log-results";
import { RefreshButton } from "./refresh-button";

export const metadata: Metadata = { title: "Request logs" };

interface LogsPageProps {
  searchParams: Promise<SearchParams>;
}

export default async function LogsPage({ searchParams }: LogsPageProps) {
  const params = await searchParams;
  const { filter, ignored } = readLogFilter(params);
  const cursor = typeof params.cursor === "string" ? params.cursor : null;
  return (
    <>
      <PageHeader
        title="Request logs"
        description="Every request made with one of your keys, admitted or rejected, newest first."
      >
        <RefreshButton />
      </PageHeader>
      <Suspense fallback={<Skeleton className="h-15" />}>
        <Filters />
      </Suspense>
      <Suspense
        key={JSON.stringify([filter, cursor])}
        fallback={<Skeleton className="h-[640px]" />}
      >
        <LogResults params={params} filter={filter} ignored={ignored} cursor={cursor} />
      </Suspense>
    </>
  );
}

async function Filters() {
  return <LogFilters choices={await logFilterChoices(await accountContext())} />;
}
