import Link from "next/link";
import { createLoader, type SearchParams } from "nuqs/server";
import { Suspense } from "react";
import { KeysSearch } from "@/components/tables/keys-search";
import { keysSearchParams } from "@/components/tables/keys-search-params";
import { KeysTransitionProvider, WhilePending } from "@/components/tables/keys-transition";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { accountContext } from "../account-context";
import { KeysFilter } from "./keys-filter";
import { KeysList } from "./keys-list";
import { KeysSkeleton } from "./keys-skeleton";

export const metadata = { title: "API keys" };

const load = createLoader(keysSearchParams);
const PAGE_SIZE = 25;
const MAX_PAGE = 100_000;

interface KeysPageProps {
  searchParams: Promise<SearchParams>;
}

export default async function KeysPage({ searchParams }: KeysPageProps) {
  const ctx = await accountContext();
  const { page, ...params } = await load(searchParams);
  const search = {
    ...params,
    page: Math.min(Math.max(page, 1), MAX_PAGE),
    pageSize: PAGE_SIZE,
  };
  return (
    <KeysTransitionProvider>
      <PageHeader title="API keys">
        <KeysSearch />
        <Button asChild variant="primary">
          <Link href="/dashboard/keys/new">New key</Link>
        </Button>
      </PageHeader>
      <Suspense fallback={<Skeleton className="h-[9.6875rem] md:h-[5.25rem] xl:h-[2.8125rem]" />}>
        <KeysFilter ctx={ctx} search={search} />
      </Suspense>
      <WhilePending>
        <Suspense fallback={<KeysSkeleton />}>
          <KeysList ctx={ctx} search={search} />
        </Suspense>
      </WhilePending>
    </KeysTransitionProvider>
  );
}
