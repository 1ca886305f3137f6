import Link from "next/link";
import { createLoader, type SearchParams } from "nuqs/server";
import { Suspense } from "react";
import { keysSearchParams } from "@/components/tables/keys-search-params";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { accountContext } from "../account-context";
import { KeysFilter } from "./keys-filter";
import { KeysList } from "./keys-list";

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
    <>
      <PageHeader title="API keys">
        <Button asChild variant="primary">
          <Link href="/dashboard/keys/new">New key</Link>
        </Button>
      </PageHeader>
      <Suspense fallback={<Skeleton className="h-[5.25rem]" />}>
        <KeysFilter ctx={ctx} search={search} />
      </Suspense>
      <Suspense fallback={<Skeleton className="h-96" />}>
        <KeysList ctx={ctx} search={search} />
      </Suspense>
    </>
  );
}
