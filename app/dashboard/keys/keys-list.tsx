import { redirect } from "next/navigation";
import { PageLinks } from "@/components/tables/page-links";
import { keysQuery } from "@/components/tables/keys-search-params";
import { KeysTable } from "@/components/tables/keys-table";
import { removeKeyAction, switchKeysAction } from "@/lib/actions/keys";
import type { AccountContext } from "@/lib/context";
import { hourlyRequests } from "@/lib/keys/activity";
import { searchKeys } from "@/lib/keys/list";
import type { KeySearch } from "@/lib/keys/schema";
import { serverNow } from "../server-now";
import { FirstKey } from "./first-key";
import { keyCounts } from "./key-counts";
import { NoKeyFound } from "./no-key-found";

interface KeysListProps {
  ctx: AccountContext;
  search: KeySearch;
}

export async function KeysList({ ctx, search }: KeysListProps) {
  // Asked at once, and waited for last: counting all keys takes longer than finding a page of them.
  const counts = keyCounts(ctx, search.q, search.category);
  const keys = await searchKeys({ ctx, input: search });
  if (keys.length === 0) {
    // The last page's keys are gone, or in another state by now: there are others before them.
    const last = Math.max(pagesOf(await counts, search), 1);
    if (search.page > last) redirect(`/dashboard/keys${keysQuery({ ...search, page: last })}`);
    return isNarrowed(search) ? <NoKeyFound search={search} /> : <FirstKey />;
  }
  const byHour = await hourlyRequests({ ctx, input: { ids: keys.map((key) => key.id) } });
  return (
    <div className="space-y-3">
      <KeysTable
        keys={keys.map((key) => ({ ...key, byHour: byHour[key.id] ?? [] }))}
        nowMs={await serverNow()}
        switchAction={switchKeysAction}
        removeAction={removeKeyAction}
      />
      <Pages counts={counts} search={search} />
    </div>
  );
}

type Counts = Awaited<ReturnType<typeof keyCounts>>;

const pagesOf = (counts: Counts, { status, pageSize }: KeySearch) =>
  Math.ceil(counts[status ?? "all"] / pageSize);

async function Pages({ counts, search }: { counts: Promise<Counts>; search: KeySearch }) {
  return (
    <PageLinks
      page={search.page}
      pages={pagesOf(await counts, search)}
      href={(page) => `/dashboard/keys${keysQuery({ ...search, page })}`}
    />
  );
}

const isNarrowed = ({ q, status, category, page }: KeySearch) =>
  q !== "" || status !== null || category !== null || page > 1;
