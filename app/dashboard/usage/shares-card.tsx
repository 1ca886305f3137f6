import Link from "next/link";
import { FiguresTable } from "@/components/charts/figures-table";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatCount } from "@/lib/format/number";
import type { UsageShare } from "@/lib/usage/schema";

/** Thousands of rows are megabytes of page, and nobody reads them. */
const SHOWN = 100;

interface SharesCardProps {
  title: string;
  /** Heads the first column. */
  first: string;
  shares: UsageShare[];
  /** The log's filter by which a share's requests are found. */
  param: "key" | "category";
}

/** How requests and credits are shared out, the largest share first. */
export function SharesCard({ title, first, shares, param }: SharesCardProps) {
  return (
    <Card aria-label={title} className="min-w-0">
      <CardHeader
        title={title}
        description={
          shares.length > SHOWN
            ? `The ${SHOWN} busiest of ${formatCount(shares.length)}; the log has them all`
            : undefined
        }
      />
      <CardBody className="max-h-[420px] overflow-auto">
        <FiguresTable
          caption={`Requests ${title.toLowerCase()}`}
          columns={[first, "Requests", "Admitted", "Errors", "Rejected", "Credits"]}
          rows={shares.slice(0, SHOWN).map((share) => ({
            id: share.id,
            name: (
              <Link
                href={`/dashboard/keys/logs?${new URLSearchParams({ [param]: share.id })}`}
                className="block max-w-40 truncate text-accent hover:underline"
                title={share.name}
              >
                {share.name}
              </Link>
            ),
            figures: [
              share.requests,
              share.admitted,
              share.errors,
              share.rejected,
              share.credits,
            ].map(formatCount),
          }))}
        />
      </CardBody>
    </Card>
  );
}
