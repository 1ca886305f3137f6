import Link from "next/link";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import type { LogFilter, LogFilterField, SearchParams } from "@/lib/requests/schema";
import { type LogPage, searchRequests } from "@/lib/requests/search";
import { accountContext } from "../../account-context";
import { CurlLine } from "./curl-line";
import { LogPager } from "./log-pager";
import { LogTable } from "./log-table";

const PAGE_ROWS = 50;
const PATH = "/dashboard/keys/logs";

interface LogResultsProps {
  params: SearchParams;
  filter: LogFilter;
  /** Fields of the URL that made no sense. */
  ignored: LogFilterField[];
  cursor: string | null;
}

export async function LogResults({ params, filter, ignored, cursor }: LogResultsProps) {
  const { db, accountId } = await accountContext();
  const page = await searchRequests({ db, accountId, filter, cursor, limit: PAGE_ROWS });
  return (
    <>
      {ignored.length > 0 && (
        <Notice tone="warn" role="status">
          Not understood, and left out of the search: {ignored.join(", ")}.
        </Notice>
      )}
      {page.entries.length > 0 ? (
        <LogTable entries={page.entries} />
      ) : (
        <NoRows problem={page.problem} isFiltered={Object.keys(filter).length > 0} />
      )}
      <LogPager
        previous={page.previous && hrefOf(params, page.previous)}
        next={page.next && hrefOf(params, page.next)}
      />
    </>
  );
}

function hrefOf(params: SearchParams, cursor: string): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined && name !== "cursor") search.set(name, first);
  }
  search.set("cursor", cursor);
  return `${PATH}?${search}`;
}

interface NoRowsProps {
  problem: LogPage["problem"];
  isFiltered: boolean;
}

function NoRows({ problem, isFiltered }: NoRowsProps) {
  if (problem === "took_too_long") {
    return (
      <EmptyState title="This search takes too long">
        It had to look through too many requests. Narrow it to a key, or to a shorter time with From
        and To.
      </EmptyState>
    );
  }
  if (problem === "unknown_key") {
    return (
      <EmptyState
        title="No key matches"
        action={
          <Link href={PATH} className="text-accent underline">
            Show all requests
          </Link>
        }
      >
        You have no key with this name, id or category.
      </EmptyState>
    );
  }
  if (isFiltered) {
    return (
      <EmptyState
        title="No requests match"
        action={
          <Link href={PATH} className="text-accent underline">
            Show all requests
          </Link>
        }
      >
        None of your requests fits all of these filters.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No requests yet" action={<CurlLine />}>
      Send one with a key of yours, and it shows up here at once.
    </EmptyState>
  );
}
