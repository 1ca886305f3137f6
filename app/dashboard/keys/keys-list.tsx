import { PageLinks } from "@/components/tables/page-links";
import { keysQuery } from "@/components/tables/keys-search-params";
import { KeysTable } from "@/components/tables/keys-table";
import { EmptyState } from "@/components/ui/empty-state";
import { removeKeyAction, updateKeyAction } from "@/lib/actions/keys";
import type { AccountContext } from "@/lib/context";
import { hourlyRequests } from "@/lib/keys/activity";
import { searchKeys } from "@/lib/keys/list";
import type { KeySearch } from "@/lib/keys/schema";
import { keyCounts } from "./key-counts";

interface KeysListProps {
  ctx: AccountContext;
  search: KeySearch;
}

export async function KeysList({ ctx, search }: KeysListProps) {
  const [keys, counts] = await Promise.all([
    searchKeys({ ctx, input: search }),
    keyCounts(ctx, search.q, search.category),
  ]);
  if (keys.length === 0) return <NoKeys search={search} />;
  const byHour = await hourlyRequests({ ctx, input: { ids: keys.map((key) => key.id) } });
  const pages = Math.ceil(counts[search.status ?? "all"] / search.pageSize);
  return (
    <div className="space-y-3">
      <KeysTable
        keys={keys.map((key) => ({ ...key, byHour: byHour[key.id] ?? [] }))}
        nowMs={await serverNow()}
        updateAction={updateKeyAction}
        removeAction={removeKeyAction}
      />
      <PageLinks
        page={search.page}
        pages={pages}
        href={(page) => `/dashboard/keys${keysQuery({ ...search, page })}`}
      />
    </div>
  );
}

/** The moment of this answer, handed on so that all rows are told from one clock. */
async function serverNow(): Promise<number> {
  return Date.now();
}

function NoKeys({ search }: Pick<KeysListProps, "search">) {
  if (search.q || search.status || search.category || search.page > 1) {
    return <EmptyState title="No key matches">Search for less, or take off a filter.</EmptyState>;
  }
  return (
    <EmptyState title="No keys yet">
      A key lets a service call your API. Create the first one with the button at the top, give it
      quotas and an expiry if you like, and send it in the X-API-Key header.
    </EmptyState>
  );
}
