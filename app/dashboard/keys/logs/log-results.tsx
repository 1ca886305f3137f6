import { Notice } from "@/components/ui/notice";
import {
  isBackwards,
  type LogFilter,
  type LogFilterField,
  type SearchParams,
} from "@/lib/requests/schema";
import { readCursor } from "@/lib/requests/reading/cursor";
import { findRequest, searchRequests } from "@/lib/requests/reading/search";
import { accountContext } from "../../account-context";
import { LogPager } from "./log-pager";
import { filterQuery, pageHref } from "./log-query";
import { LogView } from "./log-view";
import { NoRows } from "./no-rows";
import { SearchedTo } from "./searched-to";

const PAGE_ROWS = 50;

interface LogResultsProps {
  params: SearchParams;
  filter: LogFilter;
  /** Fields of the URL that made no sense. */
  ignored: LogFilterField[];
}

export async function LogResults({ params, filter, ignored }: LogResultsProps) {
  const { db, accountId } = await accountContext();
  const isLive = params.live === "1";
  const cursor = typeof params.cursor === "string" && !isLive ? params.cursor : null;
  const openId = typeof params.open === "string" ? params.open : null;
  const page = await searchRequests({ db, accountId, filter, cursor, limit: PAGE_ROWS });
  const isShown = page.entries.some((entry) => entry.requestId === openId);
  const linked =
    openId === null || isShown ? null : await findRequest({ db, accountId, requestId: openId });
  const query = filterQuery(params);
  const next = page.next && pageHref(params, page.next);
  const previous = page.previous && pageHref(params, page.previous);
  const isOlder = !cursor || readCursor(cursor)?.go !== "newer";
  const hasRows = page.entries.length > 0;
  const pager = <LogPager previous={isLive ? null : previous} next={isLive ? null : next} />;
  const searched = page.searchedTo && !isLive && (
    <SearchedTo
      at={page.searchedTo}
      hasRows={hasRows}
      isOlder={isOlder}
      href={isOlder ? next : previous}
    >
      {pager}
    </SearchedTo>
  );
  return (
    <>
      {ignored.length > 0 && (
        <Notice tone="warn" role="status">
          Not understood, and left out of the search: {ignored.join(", ")}.
        </Notice>
      )}
      <LogView
        key={`${isLive} ${query}`}
        entries={page.entries}
        linked={linked}
        linkedId={openId}
        liveQuery={isLive && page.problem !== "unknown_key" ? query : null}
        empty={
          page.searchedTo ? null : (
            <NoRows
              problem={isBackwards(filter) ? "backwards" : page.problem}
              isFiltered={query !== ""}
            />
          )
        }
      />
      {searched || pager}
    </>
  );
}
