import type { Metadata } from "next";
import Link from "next/link";
import { ExportMenu } from "@/components/export-menu";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { readTrailFilter, searchTrail, trailQuery } from "@/lib/accounts/trail";
import { requirePerson } from "@/lib/auth/session";
import type { SearchParams } from "@/lib/requests/schema";
import { accountContext } from "../account-context";
import { readerTimeZone } from "../reader-time-zone";
import { TrailFilterForm } from "./trail-filter-form";
import { Trail } from "./trail";

export const metadata: Metadata = { title: "Audit" };

const HREF = "/dashboard/audit";
const PAGE_SIZE = 50;

/** Who changed what in the account, and who signed in. */
export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await requirePerson();
  const [ctx, params, timeZone] = await Promise.all([
    accountContext(),
    searchParams,
    readerTimeZone(),
  ]);
  const { filter, ignored } = readTrailFilter(params);
  const cursor = typeof params.cursor === "string" ? params.cursor : undefined;
  const input = { filter, timeZone, cursor, limit: PAGE_SIZE };
  const { events, newer, older } = await searchTrail({ ctx, input });
  const fileHref = (format: string) => `${HREF}/export${trailQuery(filter, { format })}`;
  const pageHref = (at: string | null) => at && `${HREF}${trailQuery(filter, { cursor: at })}`;
  const isNarrowed = Object.keys(filter).length > 0;
  return (
    <>
      <PageHeader
        title="Audit"
        description="Every change and every sign-in: who, what, before and after, and from where."
      >
        <ExportMenu csvHref={fileHref("csv")} ndjsonHref={fileHref("ndjson")} />
      </PageHeader>
      <TrailFilterForm filter={filter} isNarrowed={isNarrowed} />
      {ignored.length > 0 && (
        <Notice tone="warn">Not understood, and left out: {ignored.join(", ")}.</Notice>
      )}
      {events.length > 0 ? (
        <Trail events={events} timeZone={timeZone} />
      ) : (
        <EmptyState
          title={isNarrowed ? "Nothing like that is on record" : "Nothing is on record here"}
          action={
            <Button asChild>
              <Link href={HREF}>Show everything</Link>
            </Button>
          }
        />
      )}
      {(newer || older) && (
        <nav aria-label="Pages" className="flex items-center justify-end gap-2">
          <Step href={pageHref(newer)}>Previous</Step>
          <Step href={pageHref(older)}>Next</Step>
        </nav>
      )}
    </>
  );
}

function Step({ href, children }: { href: string | null; children: string }) {
  if (href === null) return <Button disabled>{children}</Button>;
  return (
    <Button asChild>
      <Link href={href}>{children}</Link>
    </Button>
  );
}
