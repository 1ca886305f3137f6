import Link from "next/link";
import { FirstCurl } from "@/components/first-curl";
import { EmptyState } from "@/components/ui/empty-state";
import type { LogPage } from "@/lib/requests/reading/search";
import { LOGS_PATH } from "./log-params";

interface NoRowsProps {
  problem: LogPage["problem"] | "backwards";
  isFiltered: boolean;
}

/** In place of rows: why there are none, and what to do about it. */
export function NoRows({ problem, isFiltered }: NoRowsProps) {
  if (problem === "took_too_long") {
    return (
      <EmptyState title="This search takes too long">
        Even a minute of your log holds too much to look through. Narrow it to a key, or to a
        reason.
      </EmptyState>
    );
  }
  if (problem === "unknown_key") {
    return (
      <EmptyState title="No key matches" action={<AllRequests />}>
        You have no key with this name, id or category.
      </EmptyState>
    );
  }
  if (problem === "backwards") {
    return (
      <EmptyState title="“To” is not after “From”" action={<AllRequests />}>
        No time lies between them. Change one of the two above, or take it off.
      </EmptyState>
    );
  }
  if (isFiltered) {
    return (
      <EmptyState title="No requests match" action={<AllRequests />}>
        None of your requests fits all of these filters. Take one off above, or look at them all.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No requests yet" action={<FirstCurl />}>
      Send one with a key of yours, and it shows up here at once. No key yet?{" "}
      <Link href="/dashboard/keys/new" className="text-accent underline underline-offset-4">
        Create one
      </Link>
    </EmptyState>
  );
}

const AllRequests = () => (
  <Link href={LOGS_PATH} className="text-accent underline">
    Show all requests
  </Link>
);
